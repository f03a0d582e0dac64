#!/usr/bin/env python3
"""Compiles HTML templates into C functions.

usage: tmplc.py --lang LANG=FILE,... [--use FILE]... OUT.c OUT.h TEMPLATE.html...

Every template becomes void tmpl_NAME(struct page *pg, PARAMETERS). The C expressions of holes and control tags are
checked by the C compiler at their line of the template; what the HTML around them means is followed here, and every
hole is written by the escaper of its place. --use names templates of rooms below (layouts and components) that may be
extended and called. docs/templates.md describes the language.
"""
import argparse
import os
import re
import sys

sys.dont_write_bytecode = True

import poc  # noqa: E402
from tmpl_html import Html, HtmlError, merge, start_stack  # noqa: E402
from tmpl_parse import C_TEXT, TmplError, parse_file, split_top  # noqa: E402

WORD = re.compile(r"[A-Za-z_]\w*")
ESCAPER = {"text": "html_text", "attr": "html_attr", "url": "html_url", "fragment": "html_fragment", "json": "html_json"}


class Words:
    """Rewrites the C of holes: _("key", ...) and _n("key", count, ...) become message calls; url() is counted."""

    def __init__(self, messages):
        self.messages = messages

    def rewrite(self, text):
        out, at = [], 0
        while at < len(text):
            m = C_TEXT.match(text, at) or WORD.match(text, at)
            if not m:
                out.append(text[at])
                at += 1
                continue
            word, after = m.group(), re.compile(r"\s*\(").match(text, m.end())
            member = re.search(r"(\.|->)\s*\Z", text[:at])
            if after and not member and word in ("_", "_n", "url", "to"):
                end = self.close(text, after.end())
                args = [self.rewrite(a) for a in split_top(text[after.end() : end])]
                out.append(self.message(word, args) if word[0] == "_" else self.address(word, args))
                at = end + 1
            else:
                out.append(word)
                at = m.end()
        return "".join(out)

    @staticmethod
    def close(text, at):
        depth = 1
        while at < len(text):
            m = C_TEXT.match(text, at)
            if m:
                at = m.end()
                continue
            depth += (text[at] == "(") - (text[at] == ")")
            if depth == 0:
                return at
            at += 1
        raise HtmlError(0, "brackets do not match")

    def message(self, word, args):
        m = re.match(r'"([^"\\]*)"\Z', args[0])
        if not m:
            raise HtmlError(0, f'{word}() takes the id of a message as text: {word}("nav.home")')
        key = m.group(1)
        known = self.messages.get(key)
        if not known:
            raise HtmlError(0, f'no message "{key}" in the catalogues')
        if known.plural != (word == "_n"):
            raise HtmlError(0, f'the message "{key}" {"has" if known.plural else "has no"} plural: use {"_n" if known.plural else "_"}()')
        rest, holes = args[1:], known.values()
        if len(rest) != holes:
            raise HtmlError(0, f'the message "{key}" has {holes} hole(s), here are {len(rest)} value(s)')
        name = poc.enum_name(key)
        if word == "_n":
            return f"msg_n(pg->arena, pg->lang, {name}, {rest[0]}, {self.array(rest[1:])})"
        if not rest:
            return f"msg(pg->lang, {name})"
        return f"msg_args(pg->arena, pg->lang, {name}, {self.array(rest)})"

    @staticmethod
    def array(args):
        if not args:
            return "0, NULL"
        return f"{len(args)}, (const str[]){{ {', '.join(f'html_str(pg, {a})' for a in args)} }}"

    @staticmethod
    def address(word, args):
        m = re.match(r'"([^"\\]*)"\Z', args[0])
        if not m or not m.group(1).startswith("/"):
            raise HtmlError(0, f'{word}() takes a path as text: {word}("/place/{{}}", code)')
        if m.group(1).count("{}") != len(args) - 1:
            raise HtmlError(0, f"{word}({args[0]}) has {m.group(1).count('{}')} hole(s), here are {len(args) - 1} value(s)")
        make = "url_make" if word == "url" else "url_to"
        return f"{make}(pg, {args[0]}, {Words.array(args[1:])})"


class Writer:
    """Collects C; static text is joined and written as one call."""

    def __init__(self, path):
        self.path, self.lines, self.static = path, [], []

    def text(self, text):
        self.static.append(text)

    def flush(self):
        text = "".join(self.static)
        self.static = []
        if not text:
            return
        pieces = re.findall(r".{1,90}\n?|\n", text, re.S)
        self.lines.append("\tbuf_add(pg->out,\n" + "\n".join("\t\t" + poc.c_string(p) for p in pieces))
        self.lines[-1] += f",\n\t\t{len(text.encode('utf-8'))});"

    def code(self, line, code):
        self.flush()
        self.lines.append(f"#line {line} {poc.c_string(self.path)}\n\t{code}")

    def done(self):
        self.flush()
        return "\n".join(self.lines)


def param_names(params):
    names = []
    for p in split_top(params):
        m = re.search(r"([A-Za-z_]\w*)\s*(\[[^\]]*\])?\Z", p)
        if m and p != "void":
            names.append(m.group(1))
    return names


class Compiler:
    """Compiles one template."""

    def __init__(self, template, all_templates, words):
        self.t, self.all, self.words = template, all_templates, words
        self.w = Writer(template.path)
        self.html = Html(self.w.text, start_stack(template.context))
        self.segments, self.counter = [], 0
        self.depth = 0

    def c(self, line, text):
        try:
            return self.words.rewrite(text)
        except HtmlError as e:
            raise HtmlError(line, e.why) from None

    # ---- nodes ----

    def walk(self, nodes):
        for n in nodes:
            getattr(self, "do_" + n.kind)(n)

    def do_text(self, n):
        self.html.text(n.line, n.text)

    def do_hole(self, n):
        place = self.html.hole(n.line, n.expr)
        self.w.code(n.line, f"{ESCAPER[place]}(pg, {self.c(n.line, n.expr)});")

    def do_set(self, n):
        self.html.control(n.line, "{% set %}")
        if self.t.blocks() and not self.t.parent and not self.depth:
            raise HtmlError(n.line, "a layout is compiled in pieces: {% set %} only inside a block")
        self.w.code(n.line, self.c(n.line, n.text) + ";")

    def do_call(self, n):
        callee = self.all.get(n.name)
        if not callee:
            raise HtmlError(n.line, f"there is no template {n.name}")
        if callee.parent or any(b.kind == "block" for b in callee.body):
            raise HtmlError(n.line, f"the template {n.name} is a page or a layout and cannot be called")
        self.html.call(n.line, n.name, callee.context)
        args = f", {self.c(n.line, n.args)}" if n.args else ""
        self.w.code(n.line, f"tmpl_{n.name}(pg{args});")

    def branch(self, nodes, state):
        """Compiles NODES from a copy of STATE; returns the state at their end."""
        self.html.s = state.fork()
        self.depth += 1
        self.walk(nodes)
        self.w.flush()
        self.depth -= 1
        return self.html.s

    def do_if(self, n):
        self.html.control(n.line, "{% if %}")
        start, ends = self.html.s, []
        for i, (line, cond, body) in enumerate(n.branches):
            self.w.code(line, f"{'} else ' if i else ''}if ({self.c(line, cond)}) {{")
            ends.append(self.branch(body, start))
        if n.otherwise is None:
            ends.append(start)
        else:
            self.w.code(n.line, "} else {")
            ends.append(self.branch(n.otherwise, start))
        self.w.code(n.line, "}")
        self.html.s = merge(n.line, "{% if %}", ends)

    def do_for(self, n):
        self.html.control(n.line, "{% for %}")
        start = self.html.s
        expr = self.c(n.line, n.expr)
        self.counter += 1
        i, count = f"{n.var}_i", f"n_{self.counter}"
        if n.how == "in":
            self.w.code(n.line, f"const size_t {count} = (size_t)({self.c(n.line, n.count)});")
            self.w.code(n.line, f"for (size_t {i} = 0; {i} < {count}; {i}++) {{")
            self.w.code(n.line, f"const __auto_type {n.var} SEL_UNUSED = &({expr})[{i}];")
            empty = f"{count} == 0"
        elif n.how == "to":
            self.w.code(n.line, f"const size_t {count} = (size_t)({expr});")
            self.w.code(n.line, f"for (size_t {n.var} = 0; {n.var} < {count}; {n.var}++) {{")
            empty = f"{count} == 0"
        else:
            self.w.code(n.line, f"const __auto_type first_{self.counter} = ({expr});")
            self.w.code(n.line, f"for (__auto_type {n.var} = first_{self.counter}; {n.var}; {n.var} = {n.var}->next) {{")
            empty = f"!first_{self.counter}"
        self.html.loops += 1
        end = self.branch(n.body, start)
        self.html.loops -= 1
        self.w.code(n.line, "}")
        ends = [start, end]
        if n.otherwise is not None:
            self.w.code(n.line, f"if ({empty}) {{")
            ends.append(self.branch(n.otherwise, start))
            self.w.code(n.line, "}")
        self.html.s = merge(n.line, "{% for %}", ends)

    # ---- layouts and pages ----

    def do_block(self, n):
        """In a layout: ends a segment; the text of the block is the default, a function of its own."""
        if self.t.parent or self.depth:
            raise HtmlError(n.line, "{% block %} stands at the top of a layout, or of a page that extends one")
        if self.html.s.mode != "text":
            raise HtmlError(n.line, "{% block %} must stand in text")
        self.segments.append((str(len(self.segments) // 2), self.w.done()))
        self.w.lines = []
        before = self.html.s.fork()
        before_place = before.place()
        self.default(n)
        if self.html.s.place() != before_place:
            raise HtmlError(n.line, f"the block {n.name} ends {self.html.s.describe()}, it began {before.describe()}")

    def default(self, n):
        self.walk(n.body)
        self.segments.append((n.name, self.w.done()))
        self.w.lines = []

    def layout(self):
        self.walk(self.t.body)
        self.html.finish(self.t.line, start_stack(self.t.context))
        self.html.check_labels()
        self.segments.append((str(len(self.segments) // 2), self.w.done()))
        return [(f"{self.t.name}__{part}", body) for part, body in self.segments]

    def page(self):
        parent = self.all.get(self.t.parent)
        if not parent or not parent.blocks():
            raise HtmlError(self.t.line, f"there is no layout {self.t.parent}")
        blocks, wanted, seen = self.t.blocks(), parent.blocks(), set()
        for n in self.t.body:
            if n.kind == "block" and n.name not in wanted:
                raise HtmlError(n.line, f"the layout {parent.name} has no block {n.name}; it has {', '.join(wanted)}")
            if n.kind == "block" and n.name in seen:
                raise HtmlError(n.line, f"the block {n.name} twice")
            seen.add(getattr(n, "name", None))
            if n.kind not in ("block", "set") and not (n.kind == "text" and not n.text.strip()):
                raise HtmlError(n.line, "a page that extends a layout holds only {% block %} and {% set %}")
            if n.kind == "set":
                self.do_set(n)
        shadow = Shadow(parent, self.all, self.words, self, blocks)
        shadow.run()
        return [(self.t.name, self.w.done())]

    def plain(self):
        self.walk(self.t.body)
        self.html.finish(self.t.line, start_stack(self.t.context))
        self.html.check_labels()
        return [(self.t.name, self.w.done())]

    def run(self):
        if self.t.parent:
            return self.page()
        if self.t.blocks():
            return self.layout()
        return self.plain()


class Shadow(Compiler):
    """Walks a layout again for one page: its own code is thrown away, the page's blocks are compiled in their place."""

    def __init__(self, layout, all_templates, words, page, blocks):
        super().__init__(layout, all_templates, words)
        self.page_compiler, self.blocks, self.part = page, blocks, 0
        args = page.t.parent_args
        self.args = f", {page.c(page.t.line, args)}" if args else ""

    def segment(self, part):
        self.page_compiler.w.code(self.page_compiler.t.line, f"tmpl_{self.t.name}__{part}(pg{self.args});")

    def do_block(self, n):
        self.segment(self.part)
        self.part += 1
        own = self.blocks.get(n.name)
        if not own:
            self.segment(n.name)
            self.walk(n.body)
            return
        p = self.page_compiler
        before = self.html.s.place()
        p.html.s, p.html.labels = self.html.s.fork(), self.html.labels
        p.w.code(own.line, "{")
        p.depth += 1
        p.walk(own.body)
        p.depth -= 1
        p.w.code(own.line, "}")
        if p.html.s.place() != before:
            raise HtmlError(own.line, f"the block {n.name} ends {p.html.s.describe()}, it began {self.html.s.describe()}")
        self.html.s.ids.update(p.html.s.ids)

    def run(self):
        self.walk(self.t.body)
        self.segment(self.part)
        self.page_compiler.html.check_labels()


def room_header(path):
    room = os.path.basename(os.path.dirname(os.path.abspath(path)))
    return f"{room}/{room}_tmpl.h"


def signature(t, name):
    params = f", {t.params}" if t.params and t.params != "void" else ""
    return f"void tmpl_{name}(struct page *pg{params})"


def compile_all(args, messages):
    parsed = [parse_file(p) for p in args.use + args.templates]
    own = parsed[len(args.use) :]
    every = {}
    for p in parsed:
        for t in p.templates:
            if t.name in every:
                raise TmplError(t.path, t.line, f"the template {t.name} is already in {every[t.name].path}")
            every[t.name] = t
    functions = []
    for p in own:
        for t in p.templates:
            try:
                functions += [(t, name, body) for name, body in Compiler(t, every, Words(messages)).run()]
            except HtmlError as e:
                raise TmplError(p.path, e.line, e.why) from None
    return own, functions


def make_header(out, own, functions):
    guard = "SELARAS_MADE_" + re.sub(r"\W", "_", os.path.basename(out)).upper()
    text = [f"/* Made by tools/tmplc.py. */\n#ifndef {guard}\n#define {guard}\n\n"]
    includes = ["html/html.h"] + [i for p in own for i in p.includes]
    text += [f'#include "{i}"\n' for i in dict.fromkeys(includes)]
    text.append("\n")
    for t, name, _ in functions:
        text.append(f"#line {t.line} {poc.c_string(t.path)}\n{signature(t, name)};\n")
    return "".join(text) + "\n#endif\n"


def make_source(out_h, used, functions):
    headers = [os.path.basename(out_h)] + list(dict.fromkeys(room_header(p) for p in used))
    text = ["/* Made by tools/tmplc.py. */\n", '#include "html/tmpl.h"\n']
    text += [f'#include "{h}"\n' for h in headers]
    for t, name, body in functions:
        unused = "".join(f"\t(void){p};\n" for p in ["pg"] + param_names(t.params))
        text.append(f"\n#line {t.line} {poc.c_string(t.path)}\n{signature(t, name)}\n{{\n{unused}{body}\n}}\n")
    return "".join(text)


def run(argv):
    """The whole work; raises TmplError, PoError or OSError with a line for people."""
    ap = argparse.ArgumentParser(usage=__doc__)
    ap.add_argument("--lang", action="append", default=[])
    ap.add_argument("--use", action="append", default=[])
    ap.add_argument("source")
    ap.add_argument("header")
    ap.add_argument("templates", nargs="+")
    args = ap.parse_args(argv)
    own = {os.path.realpath(t) for t in args.templates}
    args.use = [u for u in args.use if os.path.realpath(u) not in own]
    messages = poc.load(poc.parse_languages(args.lang))[0].messages
    parsed, functions = compile_all(args, messages)
    poc.write(args.header, make_header(args.header, parsed, functions))
    poc.write(args.source, make_source(args.header, args.use, functions))


if __name__ == "__main__":
    try:
        run(sys.argv[1:])
    except (TmplError, poc.PoError, OSError, UnicodeDecodeError) as e:
        sys.exit(f"{e}")
