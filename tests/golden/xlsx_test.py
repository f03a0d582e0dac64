#!/usr/bin/env python3
"""Work plans as workbooks: what openpyxl and LibreOffice changed comes back as exactly that, and every wrong workbook
is refused with a named error.

usage: xlsx_test.py WORKPLAN_TOOL
"""
import datetime
import io
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile

try:
    import openpyxl
except ImportError:
    # Debian's package belongs to Debian's Python
    if sys.executable != "/usr/bin/python3" and os.path.exists("/usr/lib/python3/dist-packages/openpyxl"):
        os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])
    print("1..0 # SKIP python3-openpyxl is not installed")
    sys.exit(77)

TOOL = sys.argv[1]
DIR = pathlib.Path(tempfile.mkdtemp(prefix="selaras-xlsx-"))
BASE = DIR / "base.xlsx"
failures = 0
count = 0

# column letters of the sheet RKT
ID, ACTIVITY, PLACE, SECTOR, Q1, Q2, TARGET, FEMALE, CHILDREN = "A", "C", "D", "E", "I", "J", "M", "N", "P"
CURRENCY, AMOUNT, ITEM, SHARE = "S", "T", "AA", "AB"


def tool(command, path):
    done = subprocess.run([TOOL, command, str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode:
        sys.exit(f"{command} {path}: status {done.returncode}\n{done.stderr.decode(errors='replace')}")
    return done.stdout.decode().splitlines()


def expect(name, path, wanted):
    global failures, count
    count += 1
    got = tool("read", path)
    if got == wanted:
        print(f"ok {count} - {name}")
        return
    failures += 1
    print(f"not ok {count} - {name}")
    for line in wanted:
        print(f"#   expected: {line}")
    for line in got[:12]:
        print(f"#   got:      {line}")


def edited(name, change):
    """BASE through openpyxl with a change to the book."""
    book = openpyxl.load_workbook(BASE)
    change(book)
    path = DIR / f"{name}.xlsx"
    book.save(path)
    return path


def surgery(name, change, suffix="xlsx"):
    """BASE with its parts changed as text."""
    path = DIR / f"{name}.{suffix}"
    with zipfile.ZipFile(BASE) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        parts = {n: old.read(n) for n in old.namelist()}
        change(parts)
        for part, data in parts.items():
            new.writestr(part, data)
    return path


def raw(name, data):
    path = DIR / name
    path.write_bytes(data)
    return path


def cell(ref, value):
    def change(book):
        book["RKT"][ref] = value
    return change


def bad(name, key, ref, column, found, change):
    row = re.search(r"\d+", ref).group()
    expect(name, edited(name, change), [f"problem {key}|RKT|{row}|{ref} ({column})|{found}"])


# ---- edits that come back ----

def openpyxl_edits(book):
    sheet = book["RKT"]
    sheet["C3"] = "Pelatihan kader baru"
    sheet["J4"] = 6
    sheet["M4"] = 8.5
    sheet["D5"] = "53.04.13"
    sheet["T6"] = 2000000
    sheet.delete_rows(12)
    sheet["A13"] = sheet["B13"] = None
    for column, value in (("C", "Kebun gizi"), ("D", "53.02.02.2008"), ("E", "Pangan, pertanian, dan perikanan"), ("F", "Kebun"),
                          ("G", "unit"), ("H", "Posisi akhir tahun"), ("I", 1), ("J", 3), ("M", 3), ("R", "Dana mitra"),
                          ("S", "USD"), ("T", 1500.25), ("AA", "P4"), ("AB", 100)):
        sheet[f"{column}13"] = value


OPENPYXL = ["changed k2|activity|Pelatihan kader posyandu & \"gizi\" <anak>|Pelatihan kader baru",
            "changed k3|q2|5|6", "changed k3|target|7.5|8.5",
            "changed k4|place|53.04.17.2001|53.04.13",
            "changed k5|budget[1]/amount|123456789.01|2000000",
            "removed k11",
            "added activity=Kebun gizi place=53.02.02.2008 sector=pangan indicator=Kebun unit=unit counting=last q1=1 q2=3 target=3"]


def libreoffice(source, convert, folder):
    """The file as LibreOffice writes it."""
    program = shutil.which("soffice")
    if not program:
        return None
    profile = (DIR / "profile").as_uri()
    subprocess.run([program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", convert, "--outdir", str(folder), str(source)],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, timeout=240)
    made = folder / (source.stem + "." + convert.split(":")[0])
    return made if made.exists() else None


def round_trips():
    expect("untouched", BASE, [])
    expect("through openpyxl", edited("same", lambda book: None), [])
    changed = edited("edits", openpyxl_edits)
    expect("edited with openpyxl", changed, OPENPYXL)
    folder = DIR / "office"
    folder.mkdir()
    ods = libreoffice(BASE, "ods", folder)
    if not ods:
        print("# skipped: LibreOffice is not installed")
        return
    # a person's edit in LibreOffice: its own format in between, the cells changed there
    content = zipfile.ZipFile(ods)
    parts = {n: content.read(n) for n in content.namelist()}
    parts["content.xml"] = parts["content.xml"].replace(b"Kader terlatih", b"Kader terlatih dan aktif", 1)
    edited_ods = folder / "edited.ods"
    with zipfile.ZipFile(edited_ods, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in parts.items():
            out.writestr(name, data)
    back = libreoffice(edited_ods, "xlsx", folder)
    expect("edited with LibreOffice", back, ["changed k1|indicator|Kader terlatih|Kader terlatih dan aktif"])
    again = folder / "again"
    again.mkdir()
    expect("openpyxl, then LibreOffice", libreoffice(changed, "xlsx", again), OPENPYXL)
    expect("ODS under the name of XLSX", raw("ods.xlsx", ods.read_bytes()), ["problem book.ods||0||"])


def strict(parts):
    """Strict namespaces, absolute targets, a prefix for every element of the sheet, rich text, inline strings."""
    old = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    for name in parts:
        if name.startswith("xl/") and name.endswith(".xml"):
            parts[name] = parts[name].replace(old, b"http://purl.oclc.org/ooxml/spreadsheetml/main")
        if name.endswith(".rels"):
            parts[name] = parts[name].replace(b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                                              b"http://purl.oclc.org/ooxml/officeDocument/relationships")
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships", b"http://purl.oclc.org/ooxml/officeDocument/relationships")
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = parts[rels].replace(b'Target="worksheets/', b'Target="/xl/worksheets/')
    strings = parts["xl/sharedStrings.xml"]
    parts["xl/sharedStrings.xml"] = strings.replace(
        b"<t>Kader terlatih</t>", b"<r><rPr><b/></rPr><t>Kader </t></r><r><t>terlatih</t></r><rPh sb=\"0\" eb=\"1\"><t>bunyi</t></rPh>")


def formula(parts):
    """A formula has the value that was saved with it."""
    sheet = parts["xl/worksheets/sheet2.xml"].decode()
    sheet, n = re.subn(r'(<c r="J2"[^>]*)><v>5</v>', r"\1><f>2+4</f><v>6</v>", sheet)
    sheet, m = re.subn(r'(<c r="M2"[^>]*)><v>7.5</v>', r"\1><f>SUM(I2:L2)</f><v>8.5</v>", sheet)
    assert n == 1 and m == 1
    parts["xl/worksheets/sheet2.xml"] = sheet.encode()


# ---- wrong workbooks ----

def bomb(parts):
    parts["xl/sharedStrings.xml"] = b"<sst>" + b" " * (200 << 20) + b"</sst>"


def doctype(parts):
    entity = b'<!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    parts["xl/sharedStrings.xml"] = entity + parts["xl/sharedStrings.xml"][parts["xl/sharedStrings.xml"].index(b"<sst"):]


def macro(parts):
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")


def many_rows(parts):
    rows = b"".join(b'<row r="%d"><c r="C%d" t="inlineStr"><is><t>x</t></is></c></row>' % (r, r) for r in range(14, 200014))
    parts["xl/worksheets/sheet2.xml"] = parts["xl/worksheets/sheet2.xml"].replace(b"</sheetData>", rows + b"</sheetData>")


def compound(stream):
    """The beginning of a compound file whose directory names a stream."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le").ljust(512, b"\0")


def in_1904(parts):
    parts["xl/workbook.xml"] = re.sub(rb"<workbookPr", b'<workbookPr date1904="1"', parts["xl/workbook.xml"])


def encrypted_entry():
    data = bytearray(BASE.read_bytes())
    # the flag of encryption and method AE-x in every header of an entry
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (found := data.find(mark, start)) >= 0:
            flags = struct.unpack_from("<H", data, found + at)[0]
            struct.pack_into("<H", data, found + at, flags | 1)
            start = found + 4
    return bytes(data)


def remove_sheet(name):
    def change(book):
        del book[name]
    return change


def rename(book):
    book["RKT"].title = "Rencana"


def meta(row, value):
    def change(book):
        book["_selaras"].cell(row, 2, value)
    return change


def delete_column(book):
    book["RKT"].delete_cols(13)


def merged(book):
    book["RKT"].merge_cells("C2:C4")


def wrong():
    expect("sheet renamed", edited("renamed", rename), ["problem problem.workplan.sheet_missing||0||RKT"])
    expect("not from here", edited("foreign", remove_sheet("_selaras")), ["problem problem.workplan.sheet_missing||0||_selaras"])
    expect("of another plan", edited("other", meta(1, "01ARZ3NDEKTSV4RRFFQ69G5FAZ")), ["problem problem.workplan.sheet_of_other||0||"])
    expect("stale version", edited("stale", meta(2, "2")), ["problem problem.workplan.sheet_stale||0||2"])
    expect("missing column", edited("column", delete_column),
           ["problem problem.workplan.column_missing|RKT|1|Target tahun|Target tahun"])
    expect("renamed heading", edited("heading", cell("M1", "Sasaran")),
           ["problem problem.workplan.heading_unknown|RKT|1|M1|Sasaran",
            "problem problem.workplan.column_missing|RKT|1|Target tahun|Target tahun"])
    expect("a heading twice", edited("twice", cell("AH1", "Satuan")), ["problem problem.workplan.heading_twice|RKT|1|AH1|Satuan"])
    expect("merged cells", edited("merged", merged),
           ["problem problem.workplan.merged|RKT|2|C2|C4",
            "problem problem.required|RKT|3|C3 (Kegiatan)|", "problem problem.required|RKT|4|C4 (Kegiatan)|"][:1])
    bad("formula error", "problem.workplan.formula_error", "M2", "Target tahun", "#REF!", cell("M2", "#REF!"))
    expect("1904 dates", surgery("in1904", in_1904), ["problem problem.workplan.sheet_1904||0||"])
    bad("date for number", "problem.workplan.date_for_number", "M2", "Target tahun", "2027-03-01", cell("M2", datetime.date(2027, 3, 1)))
    bad("text for number", "problem.workplan.text_for_number", "T2", "Anggaran 1", "1.500.000", cell("T2", "1.500.000"))
    bad("mark twice", "problem.workplan.mark_twice", "A3", "Tanda baris", "k1", cell("A3", "k1"))
    bad("unknown mark", "problem.workplan.mark_unknown", "A3", "Tanda baris", "zz", cell("A3", "zz"))
    bad("unknown village", "problem.workplan.place_unknown", "D7", "Wilayah", "53.99.01.2001 Entah", cell("D7", "53.99.01.2001 Entah"))
    bad("unknown sector", "problem.workplan.not_on_list", "E7", "Sektor", "Sihir", cell("E7", "Sihir"))
    bad("unknown item", "problem.workplan.not_on_list", "AA7", "Butir RPJMD 1", "M9", cell("AA7", "M9"))
    bad("wrong currency", "problem.code", "S2", "Mata uang 1", "RUPIAH", cell("S2", "RUPIAH"))
    bad("shares not 100", "problem.workplan.shares", "AB2", "Persen 1", "90,00", cell("AB2", 50))
    bad("target is not the sum", "problem.workplan.target_sum", "M2", "Target tahun", "9", cell("M2", 9))
    bad("negative amount", "problem.min", "T2", "Anggaran 1", "-1", cell("T2", -1))
    bad("negative people", "problem.min", "N2", "Perempuan", "-3", cell("N2", -3))
    expect("half a person", edited("half", cell("N2", 2.5)),
           ["problem problem.type|RKT|2|N2 (Perempuan)|2.5", "problem problem.workplan.part_of_people|RKT|2|P2 (Anak)|12"])
    bad("more children than people", "problem.workplan.part_of_people", "P2", "Anak", "27", cell("P2", 27))
    bad("no activity", "problem.required", "C2", "Kegiatan", "", cell("C2", None))
    expect("200,000 rows", surgery("rows", many_rows), ["problem book.too_large||0||xl/worksheets/sheet2.xml"])
    expect("zip bomb", surgery("bomb", bomb), ["problem book.too_large||0||xl/sharedStrings.xml"])
    expect("document type", surgery("doctype", doctype), ["problem book.xml||0||xl/sharedStrings.xml"])
    expect("macros", surgery("macro", macro, "xlsm"), ["problem book.macro||0||[Content_Types].xml"])
    expect("locked with a password", raw("locked.xlsx", compound("EncryptedPackage")), ["problem book.encrypted||0||"])
    expect("encrypted entries", raw("entries.xlsx", encrypted_entry()), ["problem book.encrypted||0||"])
    expect("old XLS", raw("old.xlsx", compound("Workbook")), ["problem book.old_xls||0||"])
    expect("CSV under the name of XLSX", raw("csv.xlsx", b"No.;Kegiatan\n1;x\n"), ["problem book.not_xlsx||0||"])
    expect("nothing", raw("empty.xlsx", b""), ["problem book.empty||0||"])
    whole = BASE.read_bytes()
    expect("cut off", raw("cut.xlsx", whole[:len(whole) // 2]), ["problem book.damaged||0||"])
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as z:
        z.writestr("hello.txt", "hello")
    expect("another archive", raw("zip.xlsx", other.getvalue()), ["problem book.not_xlsx||0||"])


tool("write", BASE)
round_trips()
expect("strict, absolute paths, rich text", surgery("strict", strict), [])
expect("cached values of formulas", surgery("formula", formula), ["changed k1|q2|5|6", "changed k1|target|7.5|8.5"])
wrong()
print(f"1..{count}")
shutil.rmtree(DIR, ignore_errors=True)
sys.exit(1 if failures else 0)
