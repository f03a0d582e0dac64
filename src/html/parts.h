/* parts.h -- what the shared components of pages take: lists, filters, tables, charts, maps.
 *
 * The templates are parts.html, list.html, chart.html and map.html in this folder; tables and charts get figures that
 * are ready for people (text) beside the values that give their size. Geometry is exact integer work. docs/templates.md
 * names the classes that the style sheet knows. */
#ifndef SELARAS_HTML_PARTS_H
#define SELARAS_HTML_PARTS_H

#include "html/html.h"

/* ---- tiles: figures at a glance ---- */
struct tile {
	str label;
	str value;
	str note;        /* may be empty */
	struct url href; /* may be empty */
};

/* ---- source line under each figure and table ---- */
struct source {
	str name;
	struct url href;  /* may be empty */
	date as_of;       /* or DATE_NONE */
	str method;       /* how it was counted; may be empty */
	int64_t have, of; /* partners that reported, of so many; of = 0: not said */
};

/* ---- tabs: one query, several views; ?view=map ---- */
enum view { VIEW_MAP, VIEW_CHART, VIEW_TABLE, VIEW_DOWNLOAD, VIEW_COUNT };
#define VIEW_BIT(v) (1u << (v))
/* The view that the query asks for if it is in ALLOWED (VIEW_BITs), else OTHERWISE. */
enum view page_view(const struct page *pg, unsigned allowed, enum view otherwise);
const char *view_name(enum view v); /* "map" */
str view_label(enum lang lang, enum view v);

struct download {
	str label;
	struct url href;
	str note; /* may be empty */
};

/* ---- pager; ?page=2 ---- */
struct pager {
	int64_t total;
	int64_t page; /* from 1 */
	int64_t per_page;
};
/* The page that the query asks for, within what TOTAL has. */
struct pager pager_of(const struct page *pg, int64_t total, int64_t per_page);
int64_t pager_pages(const struct pager *p);
/* Numbers to link: first, last and two around the current one; 0 stands for a gap. */
const int64_t *pager_numbers(const struct page *pg, const struct pager *p, size_t *n);
struct url pager_url(const struct page *pg, int64_t number);

/* ---- filters ---- */
struct choice {
	str value, label;
	int64_t count; /* records that this choice would show; < 0: not said */
	bool selected;
};
struct facet {
	const char *name; /* of the query parameter */
	str label;
	const struct choice *choices;
	size_t n;
	bool many; /* boxes to tick; else a list to choose one from */
};
struct filter {
	const char *text_name; /* parameter of the text field, NULL: there is none */
	str text;
	const struct facet *facets;
	size_t n;
};
size_t facet_selected(const struct facet *f);
/* Query pairs that the form must keep: all but its own parameters and "page". */
const struct query_pair *filter_kept(const struct page *pg, const struct filter *f);
struct chip {
	str label, value;
	struct url remove;
};
const struct chip *filter_chips(const struct page *pg, const struct filter *f, size_t *n);

/* ---- tables; ?sort=name, ?sort=-name ---- */
struct column {
	str label;
	const char *sort; /* name for the query; NULL: not sortable */
	bool numeric;
};
struct cell {
	str text;        /* without HREF, the regulations that it names become links */
	struct url href; /* may be empty */
};
struct table {
	str caption;
	const struct column *columns;
	size_t ncolumns;
	const struct cell *cells; /* nrows * ncolumns, the first of each row is its heading */
	size_t nrows;
};
/* -1 sorted down, 1 up, 0 not by this column. */
int column_order(const struct page *pg, const struct column *c);
/* Sorts by the column; a second time the other way round. */
struct url column_url(const struct page *pg, const struct column *c);

/* who does what where: rows x columns of counts */
struct heading {
	str label;
	struct url href; /* may be empty */
};
struct heat_cell {
	str text;        /* empty: nothing here */
	str title;       /* for a pointer; may be empty */
	struct url href; /* may be empty */
	int level;       /* 0 nothing, 1..5 */
};
struct heat {
	str caption;
	str corner; /* what rows are, over the row headings */
	const struct heading *rows, *columns;
	size_t nrows, ncolumns;
	const struct heat_cell *cells;         /* nrows * ncolumns */
	const str *row_totals, *column_totals; /* may be NULL */
	str total;
};
/* 1..5 by VALUE's share of MOST, 0 for nothing. */
int heat_level(int64_t value, int64_t most);

/* ---- charts ---- */
struct bar {
	str label;
	struct url href; /* may be empty */
	struct decimal value;
	str text;
};
struct bars {
	str caption;
	str label_heading, value_heading;
	const struct bar *bars;
	size_t n;
};
/* VALUE's share of the largest in thousandths, 0..1000; negative values count as 0. */
int64_t bar_width(const struct bars *b, size_t i);

struct year_value {
	str label; /* "2024" */
	struct decimal value;
	str text;
	bool known; /* a missing year is a gap, not a zero */
};
struct columns {
	str caption;
	str label_heading, value_heading;
	const struct year_value *points;
	size_t n;
};
struct shape {
	struct decimal x, y, width, height; /* in units of the view box, one place */
	bool labelled;
};
struct grid_line {
	struct decimal y;
	str text;
};
struct columns_frame {
	int width, height;
	struct shape *shapes; /* one per point */
	struct grid_line *lines;
	size_t nlines;
	struct decimal zero; /* y of the base line */
};
const struct columns_frame *columns_frame(const struct page *pg, const struct columns *c);
/* Path of a small line over N years in a 100 x 24 box; a missing year breaks the line. */
str spark_path(arena *a, const struct year_value *points, size_t n);

/* ---- maps ---- */
struct map_area {
	str code;
	str name;
	str label;       /* written on the map; may be empty */
	str d;           /* SVG path data, from a boundary pack */
	int64_t x, y;    /* where the label stands */
	int level;       /* class 0..4; -1: no data */
	str text;        /* the figure, for people */
	struct url href; /* may be empty */
};
struct map_point {
	str label; /* in the circle; may be empty */
	str name;
	str text;
	int64_t x, y, r;
	struct url href; /* may be empty */
};
struct map_class {
	str low, high; /* as written in the legend */
};
struct map {
	const char *id; /* prefix of ids, unique on the page */
	str title;
	int64_t width, height;
	const str *background; /* path data of neighbours and coast; drawn first */
	size_t nbackground;
	const struct map_area *areas;
	size_t nareas;
	const struct map_point *points;
	size_t npoints;
	str legend; /* what the colours mean, with unit and date */
	const struct map_class *classes;
	size_t nclasses;
	const str *missing; /* places that have no boundary */
	size_t nmissing;
	bool boundaries; /* areas come from a boundary pack: say that they are indicative */
};
/* Upper bounds (inclusive) of up to K classes with about as many values each; bounds differ from each other. Returns
 * how many there are; VALUES need no order. */
size_t map_breaks(arena *a, const int64_t *values, size_t n, size_t k, int64_t *bounds);
/* The class of VALUE. */
int map_level(int64_t value, const int64_t *bounds, size_t n);
/* Radius whose area follows VALUE: MOST gives RMOST, nothing gives 0, anything else at least 1. */
int64_t map_radius(int64_t value, int64_t most, int64_t rmost);
bool map_has_no_data(const struct map *m);

#endif
