"""Which values are found, by kind and country, and which stay as they are."""

import subprocess
import sys

import pytest

from ostiary.privacy.detect.patterns import Patterns

FIND = Patterns()


def found(text: str) -> list[tuple[str, str]]:
    return [(each.kind, text[each.start : each.end]) for each in FIND.find(text)]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("card 4454794511390933.", "CARD", "4454794511390933"),
        ("4454 7945 1139 0933", "CARD", "4454 7945 1139 0933"),
        ("amex 3403 767927 48116", "CARD", "3403 767927 48116"),
        ("my cc 4047737215142 expired", "CARD", "4047737215142"),
        ("(4454794511390933)", "CARD", "4454794511390933"),
        ("7,4454794511390933,5", "CARD", "4454794511390933"),
        ('{"n":"4454794511390933"}', "CARD", "4454794511390933"),
        ("card-4454794511390933", "CARD", "4454794511390933"),
        ("no.4454794511390933", "CARD", "4454794511390933"),
        ("x,44051401359,1", "ID", "44051401359"),
        ("tel.0301234567", "PHONE", "0301234567"),
        ("(0171 1234567)", "PHONE", "0171 1234567"),
        ("geb.12.03.1980", "DATE", "12.03.1980"),
        ("Ausweis-Nr.L01X00T44", "ID", "L01X00T44"),
        ("Hauptstr.12, 10115 Berlin", "ADDRESS", "Hauptstr.12, 10115 Berlin"),
        ("DE89 3704 0044 0532 0130 00 please", "IBAN", "DE89 3704 0044 0532 0130 00"),
        ("iban gb42nawi04454264788619", "IBAN", "gb42nawi04454264788619"),
        ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "ID", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"),
        (
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            "ID",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        ),
        ("(ann.o'neil+x@mail.example.org)", "EMAIL", "ann.o'neil+x@mail.example.org"),
        ("jürgen@müller.example, hello", "EMAIL", "jürgen@müller.example"),
        ("from 203.0.113.7:8080", "IP", "203.0.113.7"),
        ("peer 2001:db8:85a3::8a2e:370:7334 up", "IP", "2001:db8:85a3::8a2e:370:7334"),
        ("nic aa:bb:cc:00:11:22", "ID", "aa:bb:cc:00:11:22"),
        ("nic AA-BB-CC-00-11-22", "ID", "AA-BB-CC-00-11-22"),
        ("see https://ann:pw@host.example/x.", "URL", "https://ann:pw@host.example/x"),
        ("https://site.example/users/ann-k?x=1", "URL", "https://site.example/users/ann-k?x=1"),
        ("+49 (0)30 901820", "PHONE", "+49 (0)30 901820"),
        ("0171/1234567", "PHONE", "0171/1234567"),
        ("06 12 34 56 78", "PHONE", "06 12 34 56 78"),
        ("020 7946 0958", "PHONE", "020 7946 0958"),
        ("(212) 555-0123 x45", "PHONE", "(212) 555-0123 x45"),
        ("612 345 678", "PHONE", "612 345 678"),
        ("0041 44 668 18 00", "PHONE", "0041 44 668 18 00"),
        ("Phone:\n467 3395", "PHONE", "467 3395"),
        ("mój numer to 601234567", "PHONE", "601234567"),
        ("Steuer-ID 86 095 742 719", "ID", "86 095 742 719"),
        ("86095742719", "ID", "86095742719"),
        ("15 070649 C 103", "ID", "15 070649 C 103"),
        ("RSSMRA85T10A562S", "ID", "RSSMRA85T10A562S"),
        ("rssmra85t10a562s", "ID", "rssmra85t10a562s"),
        ("12345678Z", "ID", "12345678Z"),
        ("X1234567L", "ID", "X1234567L"),
        ("2 95 10 99 126 111 93", "ID", "2 95 10 99 126 111 93"),
        ("44051401359", "ID", "44051401359"),
        ("756.9217.0769.85", "ID", "756.9217.0769.85"),
        ("AB 12 34 56 C", "ID", "AB 12 34 56 C"),
        ("943 476 5919", "ID", "943 476 5919"),
        ("MORGA657054SM9IJ", "ID", "MORGA657054SM9IJ"),
        ("123-45-6789", "ID", "123-45-6789"),
        ("BSN: 111222333", "ID", "111222333"),
        ("passport no. C01X00T47", "ID", "C01X00T47"),
        ("Passeport n° 12AB34567", "ID", "12AB34567"),
        ("Führerscheinnummer B072RRE2I55", "ID", "B072RRE2I55"),
        ("her driver's license number is 2270-66-1551", "ID", "2270-66-1551"),
        ("prawo jazdy nr 00123/45/6789", "ID", "00123/45/6789"),
        ("geboren am 3. Mai 1980", "DATE", "3. Mai 1980"),
        ("née le 12/03/1975", "DATE", "12/03/1975"),
        ("DOB: 1980-03-04", "DATE", "1980-03-04"),
        ("fecha de nacimiento: 3 de mayo de 1980", "DATE", "3 de mayo de 1980"),
        ("username: jdoe42", "USERNAME", "jdoe42"),
        ("Benutzername lautet k.lang", "USERNAME", "k.lang"),
        ("Hauptstraße 12a, 10115 Berlin", "ADDRESS", "Hauptstraße 12a, 10115 Berlin"),
        ("12 rue de la Paix, 75002 Paris", "ADDRESS", "12 rue de la Paix, 75002 Paris"),
        ("via Giuseppe Verdi 15, 20121 Milano", "ADDRESS", "via Giuseppe Verdi 15, 20121 Milano"),
        ("calle Mayor 12, 28013 Madrid", "ADDRESS", "calle Mayor 12, 28013 Madrid"),
        ("Keizersgracht 123, 1015 CJ Amsterdam", "ADDRESS", "Keizersgracht 123, 1015 CJ Amsterdam"),
        ("ul. Długa 3/4, 00-238 Warszawa", "ADDRESS", "ul. Długa 3/4, 00-238 Warszawa"),
        ("10 Downing Street, London SW1A 2AA", "ADDRESS", "10 Downing Street, London SW1A 2AA"),
        (
            "12 Main Street, Springfield, IL 62704",
            "ADDRESS",
            "12 Main Street, Springfield, IL 62704",
        ),
        ("P.O. Box 287", "ADDRESS", "P.O. Box 287"),
    ],
)
def test_a_value_is_found_whole(text: str, kind: str, value: str) -> None:
    assert found(text) == [(kind, value)]


@pytest.mark.parametrize(
    "text",
    [
        "4454794511390934", "order 4454794511390933", "DE88 3704 0044 0532 0130 00", "123456789",
        "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "ISBN 978-3-16-148410-0", "EAN 4006381333931",
        "1,234,567.89 EUR", "1.234.567,89", "612 345 678,00 zł", "version 1.2.3.4", "127.0.0.1", "::1",
        "255.255.255.0", "std::vector<int> a::b", "12:30:45.123", "20-11-24-10-30-05",
        "2026-11-24T10:30:45Z", "the meeting of 12.03.2024", "Rechnung 2024-000123 vom 12.03.2024",
        "my passport expires in 2027", "username = request.user", "user: str = None", "login: failed",
        "@dataclass", "https://docs.example.org/guide/install", "3.14159265358979", "0x1f4b9c",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "1 2 3 4 5 6 7 8 9 10",
        "2001 2002 2003 2004", "RF18539007547034", "call before 10:30", "SKU AB-12345-678", "10/20/30/40",
    ],
)  # fmt: skip
def test_what_names_nobody_stays(text: str) -> None:
    assert found(text) == []


def test_dates_and_links_are_found_where_they_are_asked_for() -> None:
    text = "On 12.03.2024, May 3, 2021 and 3 mars 2020 see https://docs.example.org/a/b."
    asked = Patterns(least_score=0.3)
    assert [text[each.start : each.end] for each in asked.find(text)] == [
        "12.03.2024", "May 3, 2021", "3 mars 2020", "https://docs.example.org/a/b",
    ]  # fmt: skip
    assert found(text) == []


def test_importing_the_detectors_loads_no_library() -> None:
    program = (
        "import sys, ostiary.privacy.detect.patterns, ostiary.privacy.detect.dictionary,"
        " ostiary.privacy.detect.model.makes, ostiary.privacy.detect.model.lazy;"
        "print(sorted({'stdnum', 'phonenumbers', 'spacy', 'transformers', 'gliner'} & set(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"
