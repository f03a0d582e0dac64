#!/usr/bin/env python3
"""The comparison of IATI files itself: what means the same is equal, anything else is named."""
import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
import iati_compare  # noqa: E402

FILE = "<iati-activities><iati-activity><iati-identifier>A</iati-identifier>{}</iati-activity></iati-activities>"


class Compare(unittest.TestCase):
    def named(self, before, after):
        with tempfile.TemporaryDirectory() as name:
            paths = [pathlib.Path(name) / n for n in ("before.xml", "after.xml")]
            for path, body in zip(paths, (before, after)):
                path.write_text(FILE.format(body) if not body.startswith("<iati-activities") else body, encoding="utf-8")
            return dict(iati_compare.compare(*paths)[1])

    def test_equal(self):
        self.assertEqual(self.named("<title a='1' b='2'> T </title><sector code='x'/><!-- c -->",
                                    "<sector code=\"x\"></sector>\n<title b='2' a='1'>T</title>"), {})
        self.assertEqual(self.named("<a:x xmlns:a='urn:a' a:y='1'/>", "<b:x b:y='1' xmlns:b='urn:a'/>"), {})

    def test_named(self):
        self.assertEqual(self.named("<title>T</title>", ""), {"missing element iati-activity/title": 1})
        self.assertEqual(self.named("<title a='1' b='2'/>", "<title a='3' c='4'/>"),
                         {"changed attribute iati-activity/title/@a": 1, "missing attribute iati-activity/title/@b": 1,
                          "new attribute iati-activity/title/@c": 1})
        self.assertEqual(self.named("<title>T</title>", "<title/>"), {"missing text iati-activity/title": 1})
        self.assertEqual(self.named("<s c='1'/><s c='1'/><s c='2'/>", "<s c='1'/><s c='2'/><s c='3'/>"),
                         {"changed attribute iati-activity/s/@c": 1})
        self.assertEqual(self.named("<p><narrative>a</narrative></p>", "<p>a</p>"),
                         {"missing element iati-activity/p/narrative": 1, "new text iati-activity/p": 1})
        self.assertEqual(self.named("", "<iati-activities/>"), {"missing record": 1})
        self.assertEqual(self.named("<p>one<q/>two</p>", "<p>one<q/></p>"), {"changed text iati-activity/p": 1})


if __name__ == "__main__":
    unittest.main()
