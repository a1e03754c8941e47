-- why: Types and their functions: text, numbers, dates, JSON, full text, sets, bits, networks.

-- name: text-functions
SELECT UPPER(name), LCASE(name), LENGTH(name), CHAR_LENGTH(name), REVERSE(name), LEFT(name, 3), RIGHT(name, 2) FROM customers ORDER BY id LIMIT 5
-- name: text-cutting
SELECT SUBSTRING(name, 2, 3), SUBSTRING(name FROM 2 FOR 3), SUBSTR(name, -3), MID(name, 1, 2), TRIM(BOTH 'x' FROM 'xxaxx'), TRIM('  a '), LTRIM(' a'), RTRIM('a '), SUBSTRING_INDEX(name, ' ', 1), SUBSTRING_INDEX(name, ' ', -1) FROM customers ORDER BY id LIMIT 5
-- name: text-building
SELECT CONCAT(name, ' (', city, ')'), CONCAT_WS(', ', name, NULL, city), LPAD(id, 4, '0'), RPAD(city, 14, '.'), REPEAT('ab', 3), SPACE(2), INSERT('abcdef', 2, 2, 'X'), CHAR(65, 66 USING utf8mb4), QUOTE("it's") FROM customers ORDER BY id LIMIT 5
-- name: text-searching
SELECT LOCATE('e', name), POSITION('e' IN name), INSTR(name, 'e'), REPLACE(name, 'e', '3'), ASCII(name), ORD('é'), STRCMP('a', 'b'), FIND_IN_SET('b', 'a,b'), SOUNDEX(name) FROM customers ORDER BY id LIMIT 5
-- name: text-encoding
SELECT HEX('a'), UNHEX('61'), TO_BASE64('a'), FROM_BASE64('YQ=='), MD5('a'), SHA1('a'), SHA2('a', 256), CRC32('a'), BIN(5), OCT(8), CONV('ff', 16, 10)
-- name: like
SELECT COUNT(*) FROM customers WHERE name LIKE 'A%' OR name NOT LIKE '%\_1' OR name LIKE '10!%' ESCAPE '!'
-- name: percent-signs
SELECT COUNT(*) FROM customers WHERE name LIKE '%%' AND '100%' = '100%' AND 5 % 3 = 2 AND id%2=0
-- name: regexp
SELECT name FROM customers WHERE name REGEXP '^(A|B)[a-z]+ ' AND name NOT RLIKE 'Freight' ORDER BY id
-- name: regexp-functions
SELECT REGEXP_REPLACE(name, '([A-Za-z]+) ([A-Za-z]+)', '\\2 \\1'), REGEXP_SUBSTR(name, '[0-9]+'), REGEXP_INSTR(name, '[0-9]') FROM customers ORDER BY id LIMIT 5
-- name: number-functions
SELECT ABS(-3), ROUND(2.567, 1), ROUND(2.5), TRUNCATE(2.98, 1), CEIL(2.1), CEILING(2.1), FLOOR(2.9), SIGN(-2), SQRT(16), POW(2, 8), POWER(2, 3), EXP(1), LN(10), LOG(2, 8), LOG10(100), LOG2(8), MOD(7, 3), PI(), DEGREES(PI()), RADIANS(180)
-- name: number-trigonometry
SELECT SIN(0), COS(0), TAN(0), ASIN(0), ACOS(1), ATAN(1, 1), ATAN2(1, 1), COT(1)
-- name: number-formats
SELECT FORMAT(1234567.891, 2), FORMAT(amount, 0), CONCAT(ROUND(amount / 1000, 1), ' k') FROM orders ORDER BY id LIMIT 3
-- name: current-moments
SELECT CURDATE() = CURRENT_DATE, NOW() = CURRENT_TIMESTAMP(), CURTIME() IS NOT NULL, UTC_DATE() IS NOT NULL, LOCALTIME() IS NOT NULL, SYSDATE() >= NOW()
-- name: date-parts
SELECT YEAR(ordered_on), QUARTER(ordered_on), MONTH(ordered_on), MONTHNAME(ordered_on), WEEK(ordered_on, 3), YEARWEEK(ordered_on), DAY(ordered_on), DAYOFYEAR(ordered_on), DAYOFWEEK(ordered_on), LAST_DAY(ordered_on), MINUTE(ordered_at), SECOND(ordered_at), MICROSECOND(ordered_at) FROM orders ORDER BY id LIMIT 5
-- name: date-arithmetic
SELECT DATEDIFF('2026-03-01', '2026-02-01'), TIMESTAMPDIFF(MINUTE, '2026-01-01', '2026-01-02'), TIMESTAMPADD(WEEK, 1, '2026-01-01'), ADDDATE('2026-01-01', 3), SUBDATE('2026-01-01', INTERVAL 1 MONTH), ADDTIME('10:00:00', '01:30:00'), TIMEDIFF('12:00:00', '10:30:00'), PERIOD_ADD(202601, 2)
-- name: date-building
SELECT MAKEDATE(2026, 32), MAKETIME(1, 2, 3), STR_TO_DATE('31.01.2026', '%d.%m.%Y'), FROM_DAYS(739000), TO_DAYS('2026-01-01'), FROM_UNIXTIME(0) IS NOT NULL, UNIX_TIMESTAMP('2026-01-01') > 0, SEC_TO_TIME(3661), TIME_TO_SEC('01:01:01')
-- name: date-formats
SELECT DATE_FORMAT(ordered_at, '%Y-%m-%dT%H:%i:%s'), DATE_FORMAT(ordered_on, '%W, %e. %M %Y'), TIME_FORMAT('13:05:00', '%h:%i %p'), DATE(ordered_at), TIME(ordered_at) FROM orders ORDER BY id LIMIT 5
-- name: time-zones
SELECT CONVERT_TZ('2026-07-01 12:00:00', '+00:00', '+02:00'), CONVERT_TZ(ordered_at, '+00:00', '-05:00') FROM orders ORDER BY id LIMIT 3
-- name: json-access
SELECT JSON_VALUE(settings, '$.theme'), JSON_EXTRACT(settings, '$.limits.seats'), JSON_QUERY(settings, '$.features'), JSON_UNQUOTE(JSON_EXTRACT(settings, '$.features[0]')) FROM customers ORDER BY id LIMIT 5
-- name: json-conditions
SELECT COUNT(*) FROM customers WHERE JSON_VALUE(settings, '$.theme') = 'dark' AND JSON_CONTAINS(settings, '"export"', '$.features') AND JSON_EXISTS(settings, '$.limits') AND JSON_CONTAINS_PATH(settings, 'one', '$.limits', '$.x')
-- name: json-building
SELECT JSON_OBJECT('id', id, 'name', name), JSON_ARRAY(id, city), JSON_QUOTE(city) FROM customers ORDER BY id LIMIT 3
-- name: json-aggregates
SELECT country, JSON_ARRAYAGG(id ORDER BY id), JSON_OBJECTAGG(id, city) FROM customers WHERE id < 7 GROUP BY country ORDER BY country
-- name: json-changing
SELECT JSON_SET(settings, '$.theme', 'red'), JSON_INSERT(settings, '$.x', 1), JSON_REPLACE(settings, '$.theme', 'x'), JSON_REMOVE(settings, '$.limits'), JSON_MERGE_PATCH(settings, '{"a": 1}'), JSON_ARRAY_APPEND('[1]', '$', 2), JSON_COMPACT('{"a": 1}') FROM customers ORDER BY id LIMIT 2
-- name: json-about
SELECT JSON_LENGTH(settings), JSON_DEPTH(settings), JSON_TYPE(JSON_EXTRACT(settings, '$.limits')), JSON_KEYS(settings), JSON_VALID(settings), JSON_SEARCH(settings, 'one', 'dark') FROM customers ORDER BY id LIMIT 3
-- name: json-table
SELECT p.id, t.n, t.part FROM products p, JSON_TABLE(p.attributes, '$.parts[*]' COLUMNS (n FOR ORDINALITY, part INT PATH '$')) AS t ORDER BY p.id, t.n LIMIT 10
-- name: json-table-nested
SELECT t.colour, COUNT(*) FROM orders o, JSON_TABLE(o.attributes, '$' COLUMNS (colour VARCHAR(20) PATH '$.colour', express INT PATH '$.express' DEFAULT '0' ON EMPTY, NESTED PATH '$.discounts[*]' COLUMNS (d INT PATH '$'))) AS t GROUP BY t.colour ORDER BY 1
-- name: json-rows-literal
SELECT * FROM JSON_TABLE('[{"a": 1, "b": "x"}, {"a": 2}]', '$[*]' COLUMNS (a INT PATH '$.a', b VARCHAR(5) PATH '$.b')) AS t ORDER BY a
-- name: full-text
SELECT id, name FROM products WHERE MATCH (name, description) AGAINST ('sensor') ORDER BY id
-- name: full-text-boolean
SELECT id FROM products WHERE MATCH (name, description) AGAINST ('+sensors -display net*' IN BOOLEAN MODE) ORDER BY id
-- name: full-text-natural
SELECT COUNT(*) FROM tickets WHERE MATCH (subject) AGAINST ('gateway connect' IN NATURAL LANGUAGE MODE)
-- name: enumerations
SELECT segment, segment + 0, COUNT(*) FROM customers WHERE segment IN ('small', 'medium') GROUP BY segment ORDER BY segment
-- name: sets
SELECT tags, COUNT(*) FROM customers WHERE FIND_IN_SET('vip', tags) OR tags & 2 GROUP BY tags ORDER BY tags
-- name: bits
SELECT flags + 0, BIN(flags), BIT_COUNT(flags), COUNT(*) FROM orders WHERE flags & b'0001' GROUP BY flags ORDER BY 1
-- name: years
SELECT first_year, COUNT(*) FROM subscriptions WHERE first_year > 2012 GROUP BY first_year ORDER BY 1
-- name: times
SELECT id, time_spent, HOUR(time_spent) FROM tickets WHERE time_spent > '24:00:00' ORDER BY id LIMIT 5
-- name: unsigned
SELECT MAX(seats), SUM(quantity) FROM subscriptions JOIN orders USING (customer_id)
-- name: odd-dates
SELECT id, on_day, at, big FROM odd_dates ORDER BY id
-- name: odd-text-and-bytes
SELECT id, latin, HEX(raw), raw FROM odd_dates ORDER BY id
-- name: zero-date-condition
SELECT COUNT(*) FROM odd_dates WHERE at = '0000-00-00 00:00:00' OR on_day < '2000-01-01'
-- name: networks
SELECT login, workstation, INET6_NTOA(INET6_ATON('::1')), INET_ATON('10.0.0.1'), INET_NTOA(167772161), IS_IPV4('10.0.0.1') FROM employees ORDER BY id LIMIT 3
-- name: uuid
SELECT CAST('a1717800-0000-4000-8000-000000000000' AS UUID), UUID() IS NOT NULL
-- name: random-is-allowed
SELECT RAND() BETWEEN 0 AND 1
-- name: generated-columns
SELECT id, amount, tax, label, colour FROM invoices JOIN (SELECT id AS c, label FROM customers) AS l ON l.c = customer_id JOIN (SELECT id AS p, colour FROM products) AS q ON q.p = invoices.id % 24 + 1 ORDER BY id LIMIT 3
-- name: versioned-table
SELECT product_id, price FROM prices ORDER BY product_id LIMIT 5
-- name: non-transactional-table
SELECT * FROM notes_without_transactions ORDER BY id
-- name: null-handling
SELECT COUNT(paid_on), SUM(paid_on IS NULL), COUNT(*) FROM invoices
