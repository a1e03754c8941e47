-- The sample business: companies that subscribe to services, and the people who answer for them.
CREATE TABLE customers (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    industry TEXT NOT NULL,
    city TEXT NOT NULL,
    country TEXT NOT NULL,
    segment TEXT NOT NULL CHECK (segment IN ('small', 'medium', 'large')),
    customer_since DATE NOT NULL,
    credit_limit REAL NOT NULL,
    api_secret TEXT NOT NULL
);
CREATE TABLE contacts (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    full_name TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT,
    birth_date DATE,
    job_title TEXT NOT NULL,
    is_primary INTEGER NOT NULL,
    notes TEXT
);
CREATE TABLE subscriptions (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    plan TEXT NOT NULL,
    seats INTEGER NOT NULL,
    monthly_fee REAL NOT NULL,
    started_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    renewed INTEGER NOT NULL CHECK (renewed IN (0, 1)),
    renewed_on DATE
);
CREATE TABLE orders (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    ordered_on DATE NOT NULL,
    product TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    unit_price REAL NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'shipped', 'returned')),
    attributes TEXT NOT NULL
);
CREATE TABLE invoices (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    order_id INTEGER REFERENCES orders (id),
    issued_on DATE NOT NULL,
    due_on DATE NOT NULL,
    paid_on DATE,
    amount REAL NOT NULL,
    iban TEXT NOT NULL,
    billing_email TEXT NOT NULL
);
CREATE TABLE tickets (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    contact_id INTEGER REFERENCES contacts (id),
    opened_on DATE NOT NULL,
    closed_on DATE,
    priority TEXT NOT NULL CHECK (priority IN ('low', 'normal', 'high')),
    status TEXT NOT NULL CHECK (status IN ('open', 'waiting', 'closed')),
    subject TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX contacts_by_customer ON contacts (customer_id);
CREATE INDEX subscriptions_by_customer ON subscriptions (customer_id);
CREATE INDEX orders_by_customer ON orders (customer_id, ordered_on);
CREATE INDEX invoices_by_customer ON invoices (customer_id);
CREATE INDEX tickets_by_customer ON tickets (customer_id);
CREATE VIEW active_subscriptions AS
    SELECT s.id, s.customer_id, c.name AS customer, s.plan, s.seats, s.monthly_fee, s.ends_on
    FROM subscriptions AS s JOIN customers AS c ON c.id = s.customer_id
    WHERE s.ends_on >= date('now');
CREATE VIEW customer_contacts AS
    SELECT c.id AS customer_id, c.name AS customer, p.full_name AS contact, p.email, p.job_title
    FROM customers AS c JOIN contacts AS p ON p.customer_id = c.id
    WHERE p.is_primary = 1;
