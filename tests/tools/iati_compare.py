#!/usr/bin/env python3
"""Compares two IATI files by meaning: elements, attributes, texts, as multisets of children per parent.

usage: iati_compare.py BEFORE AFTER [--allow CLASS]... [--show N]

Not looked at: comments, processing instructions, white space around texts, the order of differently named siblings, the
spelling of namespace prefixes, where namespaces are declared, and the root's own attributes. Prints every class of
difference ("missing element activity/sector") with its count; exit status 1 when one is left that was not allowed.
Records are paired by identifier and position among those that share it.
"""
import argparse
import collections
import sys
import xml.etree.ElementTree as ET

RECORDS = {'iati-activity': 'iati-identifier', 'iati-organisation': 'organisation-identifier'}
SPACE = ' \t\r\n'


def text_of(e):
    """The element's own text, children left out; pieces around children are joined."""
    parts = [e.text or ''] + [c.tail or '' for c in e]
    return ''.join(p.strip(SPACE) for p in parts)


def shape(e):
    """A value that is equal for elements that mean the same."""
    children = collections.defaultdict(list)
    for c in e:
        if isinstance(c.tag, str):
            children[c.tag].append(shape(c))
    attrs = tuple(sorted((k, v.strip(SPACE)) for k, v in e.attrib.items()))
    return (e.tag, attrs, text_of(e), tuple((k, tuple(v)) for k, v in sorted(children.items())))


def records(path):
    found = collections.OrderedDict()
    depth = 0
    for event, e in ET.iterparse(path, events=('start', 'end')):
        if event == 'start':
            depth += e.tag in RECORDS
            continue
        if e.tag not in RECORDS:
            continue
        depth -= 1
        identifier = (e.findtext(RECORDS[e.tag]) or e.findtext('iati-identifier') or '').strip(SPACE)
        found.setdefault((e.tag, identifier), []).append(shape(e))
        e.clear()
    return found


def differences(before, after, path, out):
    name = path + '/' + before[0] if path else before[0]
    a, b = dict(before[1]), dict(after[1])
    for k in a:
        if k not in b:
            out[f'missing attribute {name}/@{k}'] += 1
        elif a[k] != b[k]:
            out[f'changed attribute {name}/@{k}'] += 1
    for k in b:
        if k not in a:
            out[f'new attribute {name}/@{k}'] += 1
    if before[2] != after[2]:
        out[('missing text ' if not after[2] else 'changed text ' if before[2] else 'new text ') + name] += 1
    left, right = dict(before[3]), dict(after[3])
    for tag in sorted(set(left) | set(right)):
        xs, ys = list(left.get(tag, ())), list(right.get(tag, ()))
        for x in list(xs):
            if x in ys:
                xs.remove(x)
                ys.remove(x)
        for x, y in zip(xs, ys):
            differences(x, y, name, out)
        for x in xs[len(ys):]:
            out[f'missing element {name}/{tag}'] += 1
        for y in ys[len(xs):]:
            out[f'new element {name}/{tag}'] += 1


def compare(before_path, after_path):
    """Number of records of the first file, and a Counter of the classes of differences."""
    before, after = records(before_path), records(after_path)
    out = collections.Counter()
    n = 0
    for key, xs in before.items():
        ys = after.get(key, [])
        n += len(xs)
        out['missing record'] += max(0, len(xs) - len(ys))
        for x, y in zip(xs, ys):
            if x != y:
                differences(x, y, '', out)
    for key, ys in after.items():
        out['new record'] += max(0, len(ys) - len(before.get(key, [])))
    return n, +out


def main():
    p = argparse.ArgumentParser()
    p.add_argument('before')
    p.add_argument('after')
    p.add_argument('--allow', action='append', default=[], help='class of difference, or its beginning with *')
    p.add_argument('--show', type=int, default=50)
    args = p.parse_args()
    n, out = compare(args.before, args.after)
    allowed = [a for a in out if any(a == w or (w.endswith('*') and a.startswith(w[:-1])) for w in args.allow)]
    for k, v in out.most_common(args.show):
        print(f'{v:8} {k}{"  (allowed)" if k in allowed else ""}')
    print(f'{n} records compared, {sum(out.values())} differences in {len(out)} classes')
    return 1 if len(allowed) < len(out) else 0


if __name__ == '__main__':
    sys.exit(main())
