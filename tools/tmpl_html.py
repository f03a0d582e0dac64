"""The HTML state machine of the template compiler: where in the document a piece of text or a hole stands.

Follows the tokenizer and tree rules of the HTML standard (html.spec.whatwg.org, 13.1 and 13.2) for a strict subset:
every element but the void ones has its end tag, names are in lower case, attribute values with holes are quoted. What
the parser of a browser would repair in silence is an error here, so the tree is the one that the text shows.

Tags, comments and character references must be whole within one piece of text; only three states go on across pieces:
in text, inside a start tag, inside a quoted attribute value.
"""
import copy
import html
import re

VOID = set("area base br col embed hr img input link meta source track wbr".split())
ELEMENTS = VOID | set(
    "html head body title script a abbr address article aside audio b bdi bdo blockquote button canvas caption cite code"
    " colgroup data datalist dd del details dfn dialog div dl dt em fieldset figcaption figure footer form h1 h2 h3 h4 h5"
    " h6 header hgroup i ins kbd label legend li main mark menu meter nav noscript ol optgroup option output p picture"
    " pre progress q s samp search section select small span strong sub summary sup svg table tbody td textarea tfoot th"
    " thead time tr u ul var video".split()
)
REFUSED = set("base embed object applet iframe frame frameset style template animate set".split())
SVG = set(
    "svg g path circle ellipse rect line polyline polygon text tspan title desc defs use symbol linearGradient"
    " radialGradient stop pattern clipPath mask marker a".split()
)
BLOCK = set(
    "address article aside blockquote details dialog div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6"
    " header hgroup hr main menu nav ol p pre search section table ul".split()
)
# Elements that may hold phrasing content only; <a> is transparent.
PHRASING = set(
    "#phrasing p h1 h2 h3 h4 h5 h6 span button label legend summary strong em small b i u s q code kbd samp var sub sup"
    " abbr time data mark cite dfn output".split()
)
HEADINGS = set("h1 h2 h3 h4 h5 h6".split())
PARENTS = {
    "html": {"#document"},
    "head": {"html"},
    "body": {"html"},
    "title": {"head"},
    "meta": {"head"},
    "li": {"ul", "ol", "menu"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
    "caption": {"table"},
    "colgroup": {"table"},
    "col": {"colgroup"},
    "thead": {"table"},
    "tbody": {"table"},
    "tfoot": {"table"},
    "tr": {"table", "thead", "tbody", "tfoot"},
    "td": {"tr"},
    "th": {"tr"},
    "option": {"select", "datalist", "optgroup"},
    "optgroup": {"select"},
    "legend": {"fieldset"},
    "figcaption": {"figure"},
    "summary": {"details"},
    "source": {"picture", "video", "audio"},
}
# Elements that hold only these elements, and no text but white space.
CHILDREN = {
    "#document": {"html"},
    "html": {"head", "body"},
    "head": {"title", "meta", "link", "script"},
    "ul": {"li"},
    "ol": {"li"},
    "menu": {"li"},
    "dl": {"dt", "dd", "div"},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot", "tr"},
    "colgroup": {"col"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tfoot": {"tr"},
    "tr": {"td", "th"},
    "select": {"option", "optgroup", "hr"},
    "optgroup": {"option"},
    "picture": {"source", "img"},
}
NOT_INSIDE = {
    "a": {"a", "button"},
    "button": {"a", "button"},
    "form": {"form"},
    "label": {"label", "a", "button"},
    "input": {"a", "button"},
    "select": {"a", "button"},
    "textarea": {"a", "button"},
    "details": {"a", "button"},
    "main": {"article", "aside", "footer", "header", "nav"},
}
URL_ATTRS = set(
    "href src action formaction poster cite data ping manifest background xlink:href longdesc"
    " hx-get hx-post hx-put hx-patch hx-delete hx-push-url hx-replace-url".split()
)
# These decide what an element does or fetches.
NO_HOLE_ATTRS = set("srcset imagesrcset http-equiv integrity nonce type rel sizes is slot".split())
CONTROL_FREE = set("hidden submit button reset image".split())

SPACE = re.compile(r"[ \t\r\n\f]+")
LINES = re.compile(r"[ \t\r]*\n[ \t\r\n]*")
START = re.compile(r"<([A-Za-z][A-Za-z0-9-]*)")
END = re.compile(r"</([A-Za-z][A-Za-z0-9-]*)[ \t\r\n]*>")
ATTR = re.compile(r"([^\s\"'<>/=\x00-\x1f]+)")
EQUALS = re.compile(r"[ \t\r\n]*=[ \t\r\n]*")
UNQUOTED = re.compile(r"[^\s\"'=<>`]+")
REFERENCE = re.compile(r"&(#[0-9]{1,7};|#[xX][0-9A-Fa-f]{1,6};|[A-Za-z][A-Za-z0-9]*;)")
SCHEME = re.compile(r"[\s\x00-\x1f]*([a-z][a-z0-9+.-]*):", re.I)


class HtmlError(Exception):
    def __init__(self, line, why):
        super().__init__(why)
        self.line, self.why = line, why


class Attr:
    def __init__(self, value, always, line):
        self.value, self.always, self.line = value, always, line


class State:
    """Everything that two branches must agree on, and what they may differ in."""

    def __init__(self, stack):
        self.stack = stack  # names of the open elements, outermost first
        self.mode = "text"  # text, tag, value
        self.tag = None  # name of the start tag being read
        self.attrs = {}  # its attributes so far
        self.need_space = False  # an attribute may not follow directly
        self.attr = None  # name of the attribute whose value is read
        self.quote = None
        self.raw = ""  # that value as written, holes as {{expr}}
        self.url = "start"  # in a URL value: start, fragment, after
        self.in_string = False  # in JSON text
        self.ids = {}  # static ids seen on the way here

    def fork(self):
        s = copy.copy(self)
        s.attrs = {k: copy.copy(a) for k, a in self.attrs.items()}
        s.ids = dict(self.ids)
        return s

    def place(self):
        return (self.stack, self.mode, self.tag, self.attr, self.quote, self.url, self.in_string)

    def describe(self):
        if self.mode == "value":
            return f"in the value of {self.attr}"
        if self.mode == "tag":
            return f"inside the tag <{self.tag}>"
        names = [n for n in self.stack if not n.startswith("#")]
        return "in " + "".join(f"<{n}>" for n in names) if names else "at the top"


def merge(line, what, states):
    """One state after several branches; they must have ended in the same place."""
    first = states[0]
    for s in states[1:]:
        if s.place() != first.place():
            raise HtmlError(
                line, f"the ways through {what} end in different places: {first.describe()}; {s.describe()}"
            )
    out = first.fork()
    for s in states[1:]:
        out.need_space = out.need_space or s.need_space
        out.ids.update(s.ids)
        if s.raw != out.raw:
            out.raw = "{{differs}}"
        for name, attr in s.attrs.items():
            out.attrs.setdefault(name, copy.copy(attr))
            if out.attrs[name].value != attr.value:
                out.attrs[name].value = "{{differs}}"
    for name, attr in out.attrs.items():
        attr.always = all(name in s.attrs and s.attrs[name].always for s in states)
    return out


class Html:
    """Feeds on text and holes; EMIT gets the text to be written."""

    def __init__(self, emit, stack):
        self.emit = emit
        self.s = State(stack)
        self.line = 0
        self.loops = 0
        self.controls, self.labels = [], set()

    def fail(self, why):
        raise HtmlError(self.line, why)

    @property
    def top(self):
        return self.s.stack[-1]

    def foreign(self):
        return "svg" in self.s.stack

    def rcdata(self):
        return self.top in ("title", "textarea") and not self.foreign()

    # ---- text ----

    def text(self, line, text):
        self.line = line
        at = 0
        while at < len(text):
            step = {"text": self.in_text, "tag": self.in_tag, "value": self.in_value}[self.s.mode]
            if self.top == "script" and self.s.mode == "text":
                step = self.in_script
            end = step(text, at)
            self.line += text.count("\n", at, end)
            at = end

    def in_text(self, text, at):
        if text.startswith("</", at):
            return self.end_tag(text, at)
        if self.rcdata():
            if text[at] == "<":
                self.fail(f"no tags inside <{self.top}>; write &lt;")
        elif text[at] == "<":
            return self.start_tag(text, at)
        if text[at] == "&":
            return self.reference(text, at)
        end = next((i for i in range(at, len(text)) if text[i] in "<&"), len(text))
        piece = text[at:end]
        if piece.strip():
            self.may_hold_text()
        keep = {"pre", "textarea"} & set(self.s.stack)
        self.emit(piece if keep else LINES.sub("\n", piece))
        return end

    def may_hold_text(self):
        if self.top in CHILDREN:
            self.fail(f"text directly in <{self.top}>" if self.top[0] != "#" else "text outside <html>")

    def reference(self, text, at):
        m = REFERENCE.match(text, at)
        if not m or (m.group(1)[0] != "#" and m.group(1) not in html.entities.html5):
            self.fail("a bare & (write &amp;), or an unknown character reference")
        if self.s.mode == "text":
            self.may_hold_text()
        self.emit(m.group())
        return m.end()

    def in_script(self, text, at):
        if text.startswith("</script>", at):
            return self.end_tag(text, at)
        c = text[at]
        if c == "<":
            self.fail("< inside JSON: write \\u003c")
        if c == "\\" and self.s.in_string:
            self.emit(text[at : at + 2])
            return min(at + 2, len(text))
        if c == '"':
            self.s.in_string = not self.s.in_string
        self.emit(c)
        return at + 1

    def start_tag(self, text, at):
        if text.startswith("<!--", at):
            end = text.find("-->", at)
            if end < 0:
                self.fail("no holes or control tags inside <!-- -->; use {# #}")
            return end + 3
        if text.startswith("<!doctype html>", at):
            if self.s.stack != ("#document",):
                self.fail("<!doctype> inside a document")
            self.emit("<!doctype html>")
            return at + len("<!doctype html>")
        m = START.match(text, at)
        if not m:
            self.fail("a bare < (write &lt;)")
        name = m.group(1)
        self.check_place(name)
        s = self.s
        s.mode, s.tag, s.attrs, s.need_space = "tag", name, {}, True
        self.emit("<" + name)
        return m.end()

    # ---- where an element may stand ----

    def check_place(self, name):
        stack = self.s.stack
        if name in REFUSED:
            self.fail(f"<{name}> is refused: the content security policy or the reader could not control it")
        if self.foreign():
            if name not in SVG:
                self.fail(f"<{name}> is not a known element inside <svg>")
            return
        if name not in ELEMENTS:
            self.fail(f"<{name}> is not a known element")
        if self.top in CHILDREN and name not in CHILDREN[self.top] | {"script"}:
            self.fail(f"<{name}> directly in <{self.top}>")
        if name in PARENTS and self.top not in PARENTS[name]:
            self.fail(f"<{name}> must stand directly in <{'> or <'.join(sorted(PARENTS[name]))}>")
        for outer in reversed(stack):
            if outer in NOT_INSIDE.get(name, ()):
                self.fail(f"<{name}> inside <{outer}>")
            if outer in ("td", "th", "caption", "body"):
                break
        if name in BLOCK:
            for outer in reversed(stack):
                if outer in PHRASING and not (name in HEADINGS and outer in ("summary", "legend")):
                    self.fail(f"<{name}> inside <{outer}>" if outer[0] != "#" else f"<{name}> in a template in phrasing")
                if outer != "a":
                    break

    # ---- tags ----

    def in_tag(self, text, at):
        m = SPACE.match(text, at)
        if m:
            if text[m.end() : m.end() + 1] not in (">", "/"):
                self.emit(" ")
            self.s.need_space = False
            return m.end()
        if text[at] == ">":
            self.emit(">")
            self.finish_tag(False)
            if self.top in ("pre", "textarea") and text[at + 1 : at + 2] == "\n":
                return at + 2
            return at + 1
        if text.startswith("/>", at):
            if not self.foreign() and self.s.tag != "svg":
                self.fail(f"<{self.s.tag} />: elements of HTML do not close themselves")
            self.emit("/>")
            self.finish_tag(True)
            return at + 2
        return self.attribute(text, at)

    def attribute(self, text, at):
        m = ATTR.match(text, at)
        if not m:
            self.fail(f"inside the tag <{self.s.tag}>: {text[at]!r} is not expected")
        name = m.group(1)
        self.check_attribute(name)
        eq = EQUALS.match(text, m.end())
        if not eq:
            self.put_attribute(name, None)
            self.emit(name)
            self.s.need_space = True
            return m.end()
        quote = text[eq.end() : eq.end() + 1]
        if quote in ('"', "'") and quote:
            s = self.s
            s.mode, s.attr, s.quote, s.raw, s.url = "value", name, quote, "", "start"
            self.emit(f"{name}={quote}")
            return eq.end() + 1
        value = UNQUOTED.match(text, eq.end())
        if not value or value.end() == len(text):
            self.fail(f"the value of {name} needs quotes")
        if "&" in value.group():
            self.fail(f"the value of {name} needs quotes")
        self.put_attribute(name, value.group())
        self.emit(f"{name}={value.group()}")
        self.s.need_space = True
        return value.end()

    def check_attribute(self, name):
        s = self.s
        if s.need_space:
            self.fail(f"white space is missing before the attribute {name}")
        lower = name.lower()
        if not self.foreign() and s.tag != "svg" and name != lower:
            self.fail(f"attribute {name}: names of HTML are in lower case")
        if lower.startswith(("on", "hx-on")):
            self.fail(f"{name}: the content security policy forbids code in attributes")
        if lower in ("style", "srcdoc", "hx-vals", "hx-vars"):
            self.fail(f"the attribute {name} is refused: the content security policy forbids it")
        if name in s.attrs:
            self.fail(f"the attribute {name} twice")

    def put_attribute(self, name, value):
        self.s.attrs[name] = Attr(value, True, self.line)
        if value is None:
            return
        if name == "id":
            self.put_id(value)
        if name in URL_ATTRS and "{{" not in value:
            self.check_url(name, html.unescape(value))

    def put_id(self, value):
        if "{{" in value:
            return
        if not value or re.search(r"\s", value):
            self.fail("an id has at least one character and no white space")
        if value in self.s.ids:
            self.fail(f'id "{value}" is already used')
        if self.loops:
            self.fail(f'id "{value}" would repeat with the loop')
        self.s.ids[value] = self.line

    def check_url(self, name, value):
        m = SCHEME.match(value)
        scheme = m.group(1).lower() if m else ""
        if scheme not in ("", "http", "https", "mailto"):
            self.fail(f"{name}: the scheme {scheme}: is refused")
        if name == "src" and (scheme or value.startswith("//")):
            self.fail("src: nothing is fetched from other sites")

    def in_value(self, text, at):
        s = self.s
        if text[at] == s.quote:
            self.emit(s.quote)
            s.mode, s.need_space = "tag", True
            self.put_attribute(s.attr, s.raw)
            s.attr, s.quote, s.raw, s.url = None, None, "", "start"
            return at + 1
        if text[at] == "&":
            end = self.reference(text, at)
        else:
            end = next((i for i in range(at, len(text)) if text[i] in "&" + s.quote), len(text))
            self.emit(text[at:end])
        if s.attr in URL_ATTRS and s.raw and "{{" in s.raw and s.url == "after" and text[at] != "#":
            self.fail(f"{s.attr}: only #fragment may follow a URL; build the rest with url()")
        s.raw += text[at:end]
        if s.attr in URL_ATTRS:
            s.url = "fragment" if s.raw == "#" else "done"
        return end

    def finish_tag(self, closed):
        s = self.s
        name = s.tag
        s.mode, s.tag = "text", None
        self.check_element(name, s.attrs)
        if closed or (name in VOID and not self.foreign()):
            return
        s.stack = s.stack + (name,)
        if name == "textarea" or (name == "pre" and not self.foreign()):
            self.emit("\n")  # a browser drops the first line end after these tags
        if name == "script":
            s.in_string = False

    def check_element(self, name, attrs):
        def always(attr):
            return attr in attrs and attrs[attr].always

        def static(attr):
            return attrs[attr].value if always(attr) and "{{" not in (attrs[attr].value or "") else None

        if name == "img" and not always("alt"):
            self.fail("<img> without alt")
        if name == "script" and not always("src") and static("type") != "application/json":
            self.fail('<script> needs src, or type="application/json": the content security policy forbids code inside')
        if name == "meta" and "http-equiv" in attrs:
            self.fail("<meta http-equiv> is refused: headers are sent by the server")
        if name == "html" and not always("lang"):
            self.fail("<html> without lang")
        if name == "button" and not always("type"):
            self.fail("<button> without type")
        if name == "th" and not always("scope"):
            self.fail("<th> without scope")
        if name == "label" and "for" in attrs:
            self.labels.add(attrs["for"].value)
        if name in ("input", "select", "textarea") and static("type") not in CONTROL_FREE:
            named = always("aria-label") or always("aria-labelledby") or "label" in self.s.stack
            self.controls.append((self.line, name, attrs["id"].value if "id" in attrs else None, named))

    def end_tag(self, text, at):
        m = END.match(text, at)
        if not m:
            self.fail("an end tag must be written out: </name>")
        name = m.group(1)
        if name in VOID and not self.foreign():
            self.fail(f"<{name}> has no end tag")
        if self.top != name:
            opened = f"<{self.top}> is open" if not self.top.startswith("#") else "nothing is open"
            self.fail(f"</{name}> where {opened}")
        self.s.stack = self.s.stack[:-1]
        self.emit(m.group().replace(" ", ""))
        return m.end()

    # ---- holes ----

    def hole(self, line, expr):
        """The kind of place this hole stands in: text, attr, url, fragment, json."""
        self.line = line
        s = self.s
        if s.mode == "tag":
            self.fail(f"a hole inside the tag <{s.tag}>: only quoted attribute values may have holes")
        if s.mode == "text":
            if self.top == "script":
                if s.in_string:
                    self.fail("a hole inside a JSON string: let the hole make the whole string")
                return "json"
            self.may_hold_text()
            return "text"
        s.raw += "{{" + expr + "}}"
        if s.attr in NO_HOLE_ATTRS:
            self.fail(f"a hole in the attribute {s.attr} of <{s.tag}> is refused")
        if s.attr not in URL_ATTRS:
            return "attr"
        if s.url == "start":
            s.url = "after"
            return "url"
        if s.url == "fragment":
            s.url = "done"
            return "fragment"
        self.fail(f"{s.attr}: a URL is one hole, made by url(); only #{{{{ }}}} may have text before it")

    # ---- control tags ----

    def control(self, line, what):
        """A control tag stands here: the states that may not be cut."""
        self.line = line
        if self.s.mode == "text" and self.top == "script" and self.s.in_string:
            self.fail(f"{what} inside a JSON string")

    def call(self, line, name, context):
        self.line = line
        if self.s.mode != "text" or self.rcdata() or self.top == "script":
            self.fail(f"{{% call {name} %}} must stand in text")
        if context in (None, "phrasing"):
            if self.foreign() or self.top in CHILDREN:
                self.fail(f"{{% call {name} %}} directly in <{self.top}>: the template is not declared 'in {self.top}'")
            if context is None and any(n in PHRASING for n in self.s.stack):
                self.fail(f"{{% call {name} %}} among running text: the template is not declared 'in phrasing'")
        elif context != self.top and not (context == "svg" and self.foreign()):
            self.fail(f"{{% call {name} %}}: the template is declared 'in {context}' and stands in <{self.top}>")

    def finish(self, line, stack):
        self.line = line
        if self.s.mode != "text" or self.s.stack != stack:
            self.fail(f"the template ends {self.s.describe()}")

    def check_labels(self):
        for line, name, control_id, named in self.controls:
            if not named and (control_id is None or control_id not in self.labels):
                raise HtmlError(line, f"<{name}> without a label: give it <label for>, aria-label or a label around it")


def start_stack(context):
    if context is None:
        return ("#flow",)
    if context in ("document", "phrasing"):
        return ("#" + context,)
    return ("#flow", context)
