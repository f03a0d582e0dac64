"""Reads template files into trees: text, holes, and the control tags {% %}. Knows nothing of HTML."""
import re

TAG = re.compile(r"\{\{|\{%|\{#")
CLOSE = {"{{": "}}", "{%": "%}", "{#": "#}"}
NAME = r"[a-z][a-z0-9_]*"
TEMPLATE = re.compile(rf"({NAME})\s*\((.*)\)\s*(?:in\s+([a-z]+)|extends\s+({NAME})(?:\s*\((.*)\))?)?\Z", re.S)
C_TEXT = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'')


class TmplError(Exception):
    def __init__(self, path, line, why):
        super().__init__(f"{path}:{line}: {why}")


class Node:
    def __init__(self, kind, line, **parts):
        self.kind, self.line = kind, line
        self.__dict__.update(parts)


class Template:
    def __init__(self, path, line, m):
        self.path, self.line = path, line
        self.name, self.params, self.context, self.parent = m.group(1), m.group(2).strip(), m.group(3), m.group(4)
        self.parent_args = (m.group(5) or "").strip()
        self.body = []

    def blocks(self):
        return {n.name: n for n in self.body if n.kind == "block"}


def find_close(path, source, start, line, close):
    """Where CLOSE stands after START, not counting C strings and characters."""
    at = start
    while at < len(source):
        if source.startswith(close, at):
            return at
        m = C_TEXT.match(source, at) if close != "#}" else None
        at = m.end() if m else at + 1
    raise TmplError(path, line, f"no {close} for this tag")


def alone_on_line(source, start, end):
    """The span widened to its whole line when nothing else stands on it, else None."""
    before = source.rfind("\n", 0, start) + 1
    after = source.find("\n", end)
    after = len(source) if after < 0 else after + 1
    if source[before:start].strip() or source[end:after].strip():
        return None
    return before, after


def tokens(path, source):
    """Yields (kind, line, text) with kind text, {{ or {%. A control tag or note alone on its line takes the line along."""
    at, line = 0, 1
    while at < len(source):
        m = TAG.search(source, at)
        if not m:
            yield "text", line, source[at:]
            return
        start, mark = m.start(), m.group()
        tag_line = line + source.count("\n", at, start)
        close = find_close(path, source, m.end(), tag_line, CLOSE[mark])
        end = close + 2
        span = alone_on_line(source, start, end) if mark != "{{" else None
        before, after = span if span and span[0] >= at else (start, end)
        if before > at:
            yield "text", line, source[at:before]
        if mark != "{#":
            yield mark, tag_line, source[m.end() : close].strip()
        line += source.count("\n", at, after)
        at = after


def split_top(text, mark=","):
    """Splits C text at commas outside brackets and strings."""
    parts, depth, start, at = [], 0, 0, 0
    while at < len(text):
        m = C_TEXT.match(text, at)
        if m:
            at = m.end()
            continue
        c = text[at]
        depth += (c in "([{") - (c in ")]}")
        if c == mark and depth == 0:
            parts.append(text[start:at])
            start = at + 1
        at += 1
    parts.append(text[start:])
    return [p.strip() for p in parts]


class Parser:
    def __init__(self, path, source):
        self.path = path
        self.tokens = list(tokens(path, source))
        self.at = 0
        self.includes, self.templates = [], []

    def fail(self, line, why):
        raise TmplError(self.path, line, why)

    def file(self):
        while self.at < len(self.tokens):
            kind, line, text = self.tokens[self.at]
            self.at += 1
            word, _, rest = text.partition(" ")
            if kind == "text" and not text.strip():
                continue
            if kind == "{%" and word == "include":
                if not re.match(r'"[\w./-]+"\Z', rest.strip()):
                    self.fail(line, 'write {% include "room/header.h" %}')
                self.includes.append(rest.strip().strip('"'))
            elif kind == "{%" and word == "template":
                self.template(line, rest.strip())
            else:
                self.fail(line, "only {% include %} and {% template %} may stand outside a template")

    def template(self, line, text):
        m = TEMPLATE.match(text)
        if not m:
            self.fail(line, "write {% template name(C parameters) %}, with 'extends layout' or 'in tbody' behind it")
        t = Template(self.path, line, m)
        t.body, stop = self.nodes(("template", None))
        if stop:
            self.at -= 1
        self.templates.append(t)

    def nodes(self, stops):
        """Nodes up to a control tag whose word is in STOPS (None: the end of the file), and that tag."""
        out = []
        while self.at < len(self.tokens):
            kind, line, text = self.tokens[self.at]
            self.at += 1
            if kind == "text":
                out.append(Node("text", line, text=text))
            elif kind == "{{":
                if not text:
                    self.fail(line, "an empty hole")
                out.append(Node("hole", line, expr=text))
            else:
                word, _, rest = text.partition(" ")
                if word in stops:
                    return out, (word, line, rest.strip())
                make = getattr(self, "do_" + word, None) if re.match(NAME + r"\Z", word) else None
                if not make:
                    self.fail(line, f"{{% {word} %}} has no place here")
                out.append(make(line, rest.strip()))
        if None in stops:
            return out, None
        self.fail(self.tokens[-1][1], f"the file ends before {{% {stops[-1]} %}}")

    def need(self, line, text, what):
        if not text:
            self.fail(line, f"{what} is missing")
        return text

    def do_if(self, line, rest):
        branches, otherwise = [], None
        cond = self.need(line, rest, "the condition")
        while True:
            at = line
            body, (word, line, rest) = self.nodes(("elif", "else", "end"))
            branches.append((at, cond, body))
            if word == "elif":
                cond = self.need(line, rest, "the condition")
                continue
            if word == "else":
                otherwise, _ = self.nodes(("end",))
            return Node("if", branches[0][0], branches=branches, otherwise=otherwise)

    def do_for(self, line, rest):
        m = re.match(r"([A-Za-z_]\w*)\s+(in|each|to)\s+(.+)\Z", rest, re.S)
        if not m:
            self.fail(line, "write {% for x in array, count %}, {% for x each list->first %} or {% for i to count %}")
        var, how, expr = m.groups()
        count = None
        if how == "in":
            parts = split_top(expr)
            if len(parts) < 2:
                self.fail(line, "the number of elements is missing: {% for x in array, count %}")
            expr, count = ", ".join(parts[:-1]), parts[-1]
        body, (word, _, _) = self.nodes(("else", "end"))
        otherwise = self.nodes(("end",))[0] if word == "else" else None
        return Node("for", line, var=var, how=how, expr=expr, count=count, body=body, otherwise=otherwise)

    def do_block(self, line, rest):
        if not re.match(NAME + r"\Z", rest):
            self.fail(line, "write {% block name %}")
        body, _ = self.nodes(("end",))
        return Node("block", line, name=rest, body=body)

    def do_call(self, line, rest):
        m = re.match(rf"({NAME})\s*\((.*)\)\Z", rest, re.S)
        if not m:
            self.fail(line, "write {% call name(arguments) %}")
        return Node("call", line, name=m.group(1), args=m.group(2).strip())

    def do_set(self, line, rest):
        if not re.match(r"[^=]*[\s*]\w+(\s*=[^=]|\Z)", rest):
            self.fail(line, "write {% set type name = value %}")
        return Node("set", line, text=rest)


def parse(path, source):
    p = Parser(path, source)
    p.file()
    return p


def parse_file(path):
    with open(path, encoding="utf-8") as f:
        return parse(path, f.read())
