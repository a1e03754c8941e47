"""Word lists of the sample business: every company, person and address in it is invented."""

COMPANY_FIRST = (
    "Amber", "Birch", "Cobalt", "Delta", "Ember", "Fjord", "Granite", "Harbour", "Indigo",
    "Juniper", "Kestrel", "Lantern", "Meadow", "Nimbus", "Orchard", "Pebble", "Quartz", "Raven",
    "Saffron", "Thistle", "Umber", "Velvet", "Willow", "Zephyr",
)  # fmt: skip
COMPANY_SECOND = ("Works", "Freight", "Foods", "Optics", "Textiles", "Energy", "Clinic", "Media")
GIVEN = (
    "Adela", "Bruno", "Carla", "Dario", "Elin", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Kaya",
    "Liam", "Mira", "Nils", "Oona", "Pavel", "Quinn", "Rosa", "Sami", "Tilda", "Uma", "Viktor",
    "Wanda", "Yusuf",
)  # fmt: skip
FAMILY = (
    "Ashgrove", "Brightwater", "Coppersmith", "Dunmarrow", "Eastlake", "Fernhollow", "Goldwick",
    "Hazelby", "Ironwood", "Jasperson", "Kingsmarsh", "Larkfield", "Mossgate", "Nightingale",
    "Oakenshaw", "Pinewright", "Quillfeather", "Rookwood", "Stonebrook", "Thornbury",
)  # fmt: skip
CITIES = (
    ("Exampleville", "Examplia"), ("Port Sample", "Examplia"), ("Placeholder Bay", "Examplia"),
    ("Fictown", "Demoland"), ("Mockburg", "Demoland"), ("Upper Trial", "Samplonia"),
    ("Testford", "Samplonia"),
)  # fmt: skip
INDUSTRIES = ("food", "health", "logistics", "manufacturing", "media", "retail", "energy")
JOB_TITLES = (
    "Buyer",
    "Head of IT",
    "Office Manager",
    "Finance Lead",
    "Operations Lead",
    "Engineer",
)
PLANS = (("basic", 9.0), ("standard", 19.0), ("premium", 39.0), ("enterprise", 79.0))
PRODUCTS = (
    ("Sensor kit", 149.0), ("Gateway", 399.0), ("Mounting set", 24.5), ("Battery pack", 59.9),
    ("Display", 219.0), ("Training day", 950.0), ("Cable 10 m", 12.25), ("Spare lens", 34.0),
)  # fmt: skip
COLOURS = ("grey", "white", "black", "blue")
SUBJECTS = (
    "Gateway does not connect", "Invoice is missing", "Question about the plan", "Sensor shows 0 %",
    "Please add seats", "Display is cracked", "Delivery is late", "Wrong quantity delivered",
)  # fmt: skip
REMARKS = (
    "prefers to be called in the morning", "is on parental leave until spring",
    "asked not to be written to", "met at the trade fair", "plays in a brass band",
)  # fmt: skip
