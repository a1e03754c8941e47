"""The words, in nine languages, behind which a personal number, name or date stands.

All in lower case, all beginning with a word, and with two letters of it at least, by which they are
looked for. A label is what people write in front of a value, not everything that is about
the subject: `tax` alone would be on every invoice.
"""

DOCUMENTS = (
    # passports
    r"passport", r"reisepass", r"pass-?(?:nr|nummer)\b", r"passeport", r"pasaporte", r"passaporto",
    r"paspoort", r"paszport",
    # identity cards
    r"personalausweis", r"ausweis-?(?:nr|nummer)\b", r"identity card", r"id card", r"national id",
    r"carte (?:nationale )?d'identité", r"cni\b", r"carta d'identit[àa]", r"dni\b",
    r"documento nacional", r"nie\b", r"identiteitskaart", r"dowód osobist", r"dowodu? osobist",
    r"seri[ai] i numer",
    # driving licences
    r"driv(?:er'?s?|ing) licen[cs]e", r"licen[cs]e (?:no|number)\b", r"dl (?:no\b|number|#)",
    r"führerschein",
    r"fuehrerschein", r"fahrerlaubnis", r"patente", r"permis de conduire",
    r"permiso de conduc", r"carnet de conduc", r"licencia de conduc", r"rijbewijs",
    r"praw[oa] jazdy",
    # health
    r"nhs\b", r"krankenversich\w{0,16}", r"versicherten-?nummer", r"kvnr\b", r"egk\b",
    r"gesundheitskarte", r"tessera sanitaria", r"carte vitale", r"tarjeta sanitaria",
    r"zorgverzeker\w{0,10}", r"verzekerdennummer", r"medicare", r"mbi\b",
    r"health (?:insurance|card)", r"insurance (?:number|no\b)", r"member id", r"medical record",
    r"mrn\b", r"patient (?:id|number|no\b)", r"ubezpieczeni\w{0,4}",
    # social security and national registers
    r"ssn\b", r"social[ -]security", r"sozialversicherung\w{0,8}", r"rentenversicherung\w{0,8}",
    r"rvnr\b", r"svnr\b", r"sv-?n(?:ummer|r)\b", r"nir\b", r"insee\b",
    r"sécurité sociale", r"securite sociale", r"seguridad social", r"nuss\b", r"bsn\b",
    r"burgerservicenummer", r"sofinummer", r"pesel\b", r"national insurance", r"nino\b",
    r"ni (?:no|number)\b", r"ahv\b", r"avs\b", r"personnummer", r"personal number",
    # taxes
    r"steuer-?(?:id\b|idnr|identifikations?\w{0,8}|nummer|nr\b)", r"idnr\b", r"st\.-?nr\b",
    r"stnr\b",
    r"tax (?:id|no\b|number|identification)", r"taxpayer", r"itin\b", r"tin\b", r"utr\b",
    r"numéro fiscal", r"numero fiscal", r"spi\b", r"codice fiscale", r"cod\. ?fisc", r"nif\b",
    r"nip\b", r"identificaci[óo]n fiscal", r"fiscaal nummer", r"numer identyfikacji podatkowej",
)  # fmt: skip
"""Before numbers of documents and registers."""

USERNAMES = (
    r"user ?name", r"user[ _-]?id", r"user", r"login(?: ?name)?", r"log-?in name", r"screen ?name",
    r"nick ?name", r"benutzer(?:name|kennung)?", r"nutzername", r"anmeldename",
    r"kennung", r"nom d'utilisateur", r"utilisateur", r"identifiant", r"nombre de usuario",
    r"usuario", r"nome utente", r"utente", r"gebruikersnaam", r"gebruiker", r"inlognaam",
    r"nazwa użytkownika", r"użytkownik",
)  # fmt: skip
"""Before names of accounts."""

BIRTHS = (
    r"born\b", r"birth ?da(?:y|te)", r"date of birth", r"dob\b", r"d\.o\.b", r"birth",
    r"geb(?:\.|oren)",
    r"geburts(?:datum|tag)", r"née?\b", r"naissance", r"nat[oaie]\b", r"nascita",
    r"naci(?:d[oa]|ó)",
    r"nacimiento", r"fec\. ?nac", r"geboorte\w{0,6}", r"urodzon[ay]", r"urodzi[łl]\w{0,4}",
    r"urodzenia", r"ur\.", r"rodzon[ay]",
)  # fmt: skip
"""Before dates of birth."""

POSTCODES = (
    r"zip(?: ?code)?", r"post(?:al)? ?code", r"postcode", r"plz", r"postleitzahl", r"code postal",
    r"código postal", r"codigo postal", r"cap(?=[ :]{1,2}\d{5})", r"kod pocztowy",
)  # fmt: skip
"""Before postal codes."""

BOXES = (
    r"p\.o\. ?box", r"po box", r"postfach", r"apartado", r"postbus", r"casella postale",
    r"bo[îi]te postale",
    r"skrytka pocztowa",
)  # fmt: skip
"""Before the number of a post-office box, which it is part of."""

PHONES = (
    r"phone", r"telephone", r"telefo", r"telefax", r"tel\b", r"téléphone", r"tél\b", r"teléfono",
    r"mobile?\b", r"mobil(?:e|nummer|telefon|funk)", r"móvil", r"cell(?:ular\w{0,4})?\b",
    r"cellphone", r"handy", r"fax", r"gsm", r"whatsapp", r"sms\b", r"voicemail", r"hotline",
    r"pager", r"landline", r"smartphone", r"desk:", r"direct:", r"office:", r"rufnummer", r"rufnr",
    r"durchwahl", r"festnetz", r"portable", r"fixe\b", r"recapito", r"fisso", r"tfno", r"tlf",
    r"toestel", r"mob\b", r"komórk", r"kom\b", r"komorka",
)  # fmt: skip
"""Before telephone numbers: names of the thing."""

CALLS = (
    r"call", r"ring\b", r"dial", r"text\b", r"messag", r"contact", r"reach", r"answer",
    r"extension",
    r"signal", r"anruf", r"anzurufen", r"angerufen", r"rufen", r"ruf\b", r"erreich", r"rückruf",
    r"zurückruf", r"kontakt", r"melde", r"appel", r"joindre", r"joign", r"contatt", r"chiam",
    r"llam", r"contáct", r"localiz", r"bel\b", r"bellen", r"bereik", r"dzwoni", r"zadzwo",
)  # fmt: skip
"""Before telephone numbers, alone or with a word such as `at` between: verbs of telephoning."""

NUMBERS = (r"number\b", r"nummer\b", r"numéro\b", r"numero\b", r"número\b", r"numer\b")
"""Before telephone numbers, with a word such as `is` between, unless the number is of goods."""

LINKS = (
    r"(?:is|are|at|on|to|under|via|by|number|no|nr|or|and|unter|auf|ist|lautet|nummer|oder|au|est|sur"
    r"|ou|al|è|il|numero|es|en|el|número|numéro|op|naar|pod|numer|na|jest|oppure|of)"
)
"""Between a verb of telephoning and the number."""

NO_PHONES = (
    r"order|invoice|ticket|case\b|ref|card|karte|account|konto|iban|isbn|ean\b|article|sku\b|zip\b"
    r"|plz\b|postcode|amount|total|price|eur\b|usd\b|version|id\b|ssn|passport|rechnung|bestell"
    r"|auftrag|kunde|betrag|artikel|commande|facture|montant|fattura|ordine|importo|pedido|factura"
    r"|importe|bestelling|factuur|zam[óo]wien|faktur|kwot|customer|serial|tracking|policy|pesel"
    r"|bsn\b|steuer|fiscal|member|pin\b|code\b|port\b|date|time"
)
"""Words that claim a number for something else."""
