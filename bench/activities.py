#!/usr/bin/env python3
"""Writes IATI 2.03 files with any number of invented activities, for measurements: activities.py FOLDER N [PER_FILE].

The same arguments give the same bytes. An activity has about what one of the given real files has: some 3 kB, two
languages, four organisations, six transactions, two locations, a result.
"""
import pathlib
import random
import sys

WORDS = ("air bersih sanitasi desa jagung ternak sapi sekolah guru puskesmas ibu anak gizi jalan jembatan nelayan rumput laut "
         "kakao kopi hutan bambu tenun koperasi pasar energi surya bencana kekeringan tanah longsor data tata kelola").split()


def sentence(r, n):
    return " ".join(r.choice(WORDS) for _ in range(n))


def transaction(r, year):
    return (f'<transaction ref="T{r.randrange(10**6)}"><transaction-type code="{r.randrange(1, 5)}"/>'
            f'<transaction-date iso-date="{year}-0{r.randrange(1, 10)}-15"/>'
            f'<value currency="{r.choice(("IDR", "USD", "EUR"))}" value-date="{year}-01-01">{r.randrange(10**4, 10**9)}</value>'
            f'<description><narrative>{sentence(r, 6)}</narrative></description>'
            f'<provider-org ref="XM-DAC-{r.randrange(40000, 42000)}"><narrative>{sentence(r, 3)}</narrative></provider-org>'
            f'</transaction>')


def location(r):
    return (f'<location ref="L{r.randrange(1000)}"><name><narrative>{sentence(r, 2)}</narrative></name>'
            f'<point srsName="http://www.opengis.net/def/crs/EPSG/0/4326">'
            f'<pos>-{8 + r.random() * 2.5:.4f} {119 + r.random() * 6:.4f}</pos></point></location>')


def activity(r, number):
    year = r.randrange(2012, 2027)
    organisations = "".join(
        f'<participating-org ref="ID-KHH-{r.randrange(5000)}" type="{r.choice((10, 21, 22, 40))}" role="{role}">'
        f'<narrative>{sentence(r, 3)}</narrative></participating-org>' for role in range(1, 5))
    return (
        f'<iati-activity default-currency="IDR" xml:lang="id" last-updated-datetime="{year}-06-01T00:00:00Z">\n'
        f'<iati-identifier>ID-BENCH-{number:07d}</iati-identifier>\n'
        f'<reporting-org ref="ID-BENCH" type="22"><narrative>Contoh</narrative></reporting-org>\n'
        f'<title><narrative>{sentence(r, 7)}</narrative><narrative xml:lang="en">{sentence(r, 7)}</narrative></title>\n'
        f'<description type="1"><narrative>{sentence(r, 50)}</narrative></description>\n{organisations}\n'
        f'<activity-status code="2"/>\n<activity-date type="1" iso-date="{year}-01-01"/>'
        f'<activity-date type="3" iso-date="{year + 3}-12-31"/>\n'
        f'<recipient-country code="ID" percentage="100"/>\n{location(r)}{location(r)}\n'
        f'<sector vocabulary="1" code="{r.choice((14030, 11220, 12240, 31120, 43040))}" percentage="100"/>\n'
        f'<budget><period-start iso-date="{year}-01-01"/><period-end iso-date="{year}-12-31"/>'
        f'<value value-date="{year}-01-01">{r.randrange(10**6, 10**10)}</value></budget>\n'
        + "".join(transaction(r, year) for _ in range(6)) +
        f'\n<result type="1"><title><narrative>{sentence(r, 5)}</narrative></title><indicator measure="1"><title><narrative>'
        f'{sentence(r, 5)}</narrative></title><period><period-start iso-date="{year}-01-01"/><period-end iso-date="{year}-12-31"/>'
        f'<target value="{r.randrange(1000)}"/></period></indicator></result>\n</iati-activity>\n')


def write(folder, count, per_file):
    """The bytes written."""
    r = random.Random(count)
    folder.mkdir(parents=True, exist_ok=True)
    size = 0
    for start in range(0, count, per_file):
        with open(folder / f"{start // per_file:04d}.xml", "w", encoding="utf-8") as f:
            f.write('<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="2.03">\n')
            for number in range(start, min(count, start + per_file)):
                f.write(activity(r, number))
            f.write("</iati-activities>\n")
            size += f.tell()
    return size


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    write(pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 10**9)
