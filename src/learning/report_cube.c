/* SPDX-License-Identifier: MIT */
#include "learning/report_cube.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "learning/suppression.h"
#include "base/banned.h"

#define TABLE_JSON_MOST ((size_t)64 * 1024 * 1024)
#define PASSES_MOST 8 /* each hides more, so it ends by itself long before */

struct values {
	char *names[REPORT_VALUES_MOST];
	int count;
};

/* A table and where its dimensions stand in the cube. forced is only there for two dimensions. */
struct cube_table {
	int dimensions[SUPPRESSION_ORDER_MOST];
	struct count_table counts;
	bool *forced;
};

struct report_cube {
	const struct cube_dimension *dimensions;
	int count;
	const char *const *measures;
	struct values values[REPORT_DIMENSIONS_MOST];
	uint8_t *codes;  /* count a case */
	int32_t *times;  /* REPORT_MEASURES a case */
	size_t cases, room;
	struct cube_table *tables; /* of up to two dimensions, kept while those of three are made */
	int tables_count;
};

struct report_cube *report_cube_new(const struct cube_dimension *dimensions, int count, const char *const *measures)
{
	struct report_cube *cube = calloc(1, sizeof(*cube));

	if (!cube)
		return NULL;
	cube->dimensions = dimensions;
	cube->count = count;
	cube->measures = measures;
	return cube;
}

static void free_table(struct cube_table *table)
{
	free(table->counts.counts);
	free(table->counts.hidden);
	free(table->counts.empty);
	free(table->forced);
	*table = (struct cube_table){0};
}

static void free_tables(struct report_cube *cube)
{
	for (int i = 0; i < cube->tables_count; i++)
		free_table(&cube->tables[i]);
	free(cube->tables);
	cube->tables = NULL;
	cube->tables_count = 0;
}

void report_cube_free(struct report_cube *cube)
{
	if (!cube)
		return;
	free_tables(cube);
	for (int i = 0; i < cube->count; i++)
		for (int v = 0; v < cube->values[i].count; v++)
			free(cube->values[i].names[v]);
	free(cube->codes);
	free(cube->times);
	free(cube);
}

static enum err find_value(struct values *values, const char *name, uint8_t *ret_code)
{
	for (int i = 0; i < values->count; i++) {
		if (strcmp(values->names[i], name) == 0) {
			*ret_code = (uint8_t)i;
			return OK;
		}
	}
	if (values->count == REPORT_VALUES_MOST)
		return ERR_TOO_LARGE;
	values->names[values->count] = strdup(name);
	if (!values->names[values->count])
		return ERR_INTERNAL;
	*ret_code = (uint8_t)values->count++;
	return OK;
}

static enum err make_room(struct report_cube *cube)
{
	if (cube->cases < cube->room)
		return OK;
	size_t room = cube->room ? cube->room * 2 : 1024;
	uint8_t *codes = realloc(cube->codes, room * (size_t)cube->count);
	if (codes)
		cube->codes = codes;
	int32_t *times = realloc(cube->times, room * REPORT_MEASURES * sizeof(*times));
	if (times)
		cube->times = times;
	if (!codes || !times)
		return ERR_INTERNAL;
	cube->room = room;
	return OK;
}

enum err report_cube_add(struct report_cube *cube, const char *const *values, const int32_t *times)
{
	TRY(make_room(cube));
	for (int i = 0; i < cube->count; i++)
		TRY(find_value(&cube->values[i], values[i], &cube->codes[cube->cases * (size_t)cube->count + (size_t)i]));
	memcpy(cube->times + cube->cases * REPORT_MEASURES, times, REPORT_MEASURES * sizeof(*times));
	cube->cases++;
	return OK;
}

int64_t report_cube_cases(const struct report_cube *cube)
{
	return (int64_t)cube->cases;
}

static size_t cell_of(const struct report_cube *cube, const struct cube_table *table, size_t at)
{
	const uint8_t *codes = cube->codes + at * (size_t)cube->count;
	int place[SUPPRESSION_ORDER_MOST] = {0};

	for (int i = 0; i < table->counts.order; i++)
		place[i] = codes[table->dimensions[i]];
	return suppression_index(&table->counts, place);
}

/* Counts; nothing is hidden yet. */
static enum err make_table(const struct report_cube *cube, const int *dimensions, int order, struct cube_table *ret_table)
{
	struct cube_table table = {.counts = {.order = order, .sizes = {1, 1, 1}}};

	for (int i = 0; i < order; i++) {
		table.dimensions[i] = dimensions[i];
		if (cube->values[dimensions[i]].count > 0)
			table.counts.sizes[i] = cube->values[dimensions[i]].count;
	}
	size_t cells = suppression_cells(&table.counts);
	table.counts.counts = calloc(cells, sizeof(*table.counts.counts));
	table.counts.hidden = calloc(cells, sizeof(*table.counts.hidden));
	table.counts.empty = calloc(cells, sizeof(*table.counts.empty));
	table.forced = order == 2 ? calloc(cells, sizeof(*table.forced)) : NULL;
	if (!table.counts.counts || !table.counts.hidden || !table.counts.empty || (order == 2 && !table.forced)) {
		free_table(&table);
		return ERR_INTERNAL;
	}
	table.counts.forced = table.forced;
	for (size_t i = 0; i < cube->cases; i++)
		table.counts.counts[cell_of(cube, &table, i)]++;
	*ret_table = table;
	return OK;
}

/* The table with the dimensions of one, but the one at `missing`. They have all been made. */
static struct cube_table *table_above(const struct report_cube *cube, const struct cube_table *table, int missing)
{
	for (int i = 0; i < cube->tables_count; i++) {
		struct cube_table *above = &cube->tables[i];
		int same = 0;

		if (above->counts.order != table->counts.order - 1)
			continue;
		for (int from = 0, to = 0; from < table->counts.order; from++)
			if (from != missing)
				same += above->dimensions[to++] == table->dimensions[from];
		if (same == above->counts.order)
			return above;
	}
	return NULL;
}

static size_t hide(const struct report_cube *cube, struct cube_table *table, int32_t smallest, bool *weak)
{
	size_t cells = suppression_cells(&table->counts);

	memset(table->counts.hidden, 0, cells * sizeof(*table->counts.hidden));
	memset(table->counts.empty, 0, cells * sizeof(*table->counts.empty));
	for (int missing = 0; missing < table->counts.order; missing++) {
		const struct cube_table *above = table_above(cube, table, missing);
		if (above)
			suppression_inherit(&table->counts, &above->counts, missing);
	}
	return suppression_hide(&table->counts, smallest, weak);
}

/* Every choice of dimensions that is a table of this order, in their order. Ends with the first error of visit. */
typedef enum err visit_function(struct report_cube *cube, const int *dimensions, int order, void *context);

static bool is_table(const struct report_cube *cube, const int *dimensions, int order)
{
	int others = 0;

	for (int i = 0; i < order; i++)
		others += !cube->dimensions[dimensions[i]].filter;
	return others <= 1;
}

static enum err visit_choices(struct report_cube *cube, int order, visit_function *visit, void *context)
{
	int chosen[SUPPRESSION_ORDER_MOST] = {0, 1, 2};

	if (order > cube->count)
		return OK;
	while (true) {
		if (is_table(cube, chosen, order))
			TRY(visit(cube, chosen, order, context));
		int i = order - 1;
		while (i >= 0 && chosen[i] == cube->count - order + i)
			i--;
		if (i < 0)
			return OK;
		chosen[i]++;
		for (int next = i + 1; next < order; next++)
			chosen[next] = chosen[next - 1] + 1;
	}
}

static enum err keep_table(struct report_cube *cube, const int *dimensions, int order, void *context)
{
	(void)context;
	struct cube_table *tables = realloc(cube->tables, (size_t)(cube->tables_count + 1) * sizeof(*tables));
	if (!tables)
		return ERR_INTERNAL;
	cube->tables = tables;
	TRY(make_table(cube, dimensions, order, &cube->tables[cube->tables_count]));
	cube->tables_count++;
	return OK;
}

struct pass {
	int32_t smallest;
	size_t weak;
	report_table_take *take;
	void *context;
};

/* The cell above a weak one that the fewest cases are in is hidden in the next pass. */
static void force_above(const struct report_cube *cube, const struct cube_table *table, size_t index)
{
	const struct cube_table *chosen = NULL;
	size_t chosen_cell = 0;
	const int *sizes = table->counts.sizes;
	int at[SUPPRESSION_ORDER_MOST] = {(int)(index / (size_t)(sizes[1] * sizes[2])),
					  (int)(index / (size_t)sizes[2] % (size_t)sizes[1]), (int)(index % (size_t)sizes[2])};

	for (int missing = 0; missing < SUPPRESSION_ORDER_MOST; missing++) {
		const struct cube_table *above = table_above(cube, table, missing);
		int up[SUPPRESSION_ORDER_MOST] = {0};

		if (!above)
			continue;
		for (int from = 0, to = 0; from < SUPPRESSION_ORDER_MOST; from++)
			if (from != missing)
				up[to++] = at[from];
		size_t cell = suppression_index(&above->counts, up);
		if (!chosen || above->counts.counts[cell] < chosen->counts.counts[chosen_cell]) {
			chosen = above;
			chosen_cell = cell;
		}
	}
	if (chosen)
		chosen->forced[chosen_cell] = true;
}

static enum err find_weak(struct report_cube *cube, const int *dimensions, int order, void *context)
{
	struct pass *pass = context;
	struct cube_table table;

	TRY(make_table(cube, dimensions, order, &table));
	size_t cells = suppression_cells(&table.counts);
	bool *weak = calloc(cells, sizeof(*weak));
	if (weak && hide(cube, &table, pass->smallest, weak) > 0) {
		for (size_t i = 0; i < cells; i++)
			if (weak[i])
				force_above(cube, &table, i);
		pass->weak++;
	}
	free_table(&table);
	free(weak);
	return weak ? OK : ERR_INTERNAL;
}

static void add_key(const struct report_cube *cube, const struct cube_table *table, size_t index, struct str *json)
{
	STR_AUTO struct str key = STR_INIT(4096);
	size_t stride = suppression_cells(&table->counts);

	for (int i = 0; i < table->counts.order; i++) {
		stride /= (size_t)table->counts.sizes[i];
		if (i > 0)
			str_add_char(&key, '|');
		str_add(&key, cube->values[table->dimensions[i]].names[index / stride % (size_t)table->counts.sizes[i]]);
	}
	str_add_json(json, str_text(&key));
}

static void add_cells(const struct report_cube *cube, const struct cube_table *table, struct str *json)
{
	size_t cells = cube->cases > 0 ? suppression_cells(&table->counts) : 0;

	str_add_char(json, '{');
	for (size_t i = 0; i < cells; i++) {
		bool hidden = table->counts.hidden[i];
		if (!hidden && table->counts.counts[i] == 0)
			continue;
		if (json->len > 1)
			str_add_char(json, ',');
		add_key(cube, table, i, json);
		str_addf(json, ":%d", hidden ? -1 : table->counts.counts[i]);
	}
	str_add_char(json, '}');
}

struct timed {
	size_t cell;
	int32_t time;
};

static int by_cell_and_time(const void *left, const void *right)
{
	const struct timed *a = left, *b = right;

	if (a->cell != b->cell)
		return a->cell < b->cell ? -1 : 1;
	return (a->time > b->time) - (a->time < b->time);
}

/* Nearest rank: the smallest time that so many of a hundred do not exceed. */
static int32_t percentile(const struct timed *sorted, size_t count, size_t hundredths)
{
	size_t rank = (count * hundredths + 99) / 100;

	return sorted[rank > 0 ? rank - 1 : 0].time;
}

/* {"value|…": [median, 90th percentile or null]} of one measure. */
static void add_times(const struct report_cube *cube, const struct cube_table *table, const struct timed *timed, size_t count,
		      int32_t smallest, struct str *json)
{
	bool first = true;

	str_add_char(json, '{');
	for (size_t from = 0, to; from < count; from = to) {
		for (to = from; to < count && timed[to].cell == timed[from].cell; to++)
			;
		size_t n = to - from;
		if (table->counts.hidden[timed[from].cell] || n < (size_t)smallest)
			continue;
		if (!first)
			str_add_char(json, ',');
		first = false;
		add_key(cube, table, timed[from].cell, json);
		str_addf(json, ":[%d,", percentile(timed + from, n, 50));
		if (n < 2 * (size_t)smallest)
			str_add(json, "null]");
		else
			str_addf(json, "%d]", percentile(timed + from, n, 90));
	}
	str_add_char(json, '}');
}

/* {"measure": {…}, …} */
static enum err add_measures(const struct report_cube *cube, const struct cube_table *table, int32_t smallest, struct str *json)
{
	struct timed *timed = calloc(cube->cases + 1, sizeof(*timed));

	if (!timed)
		return ERR_INTERNAL;
	for (int m = 0; m < REPORT_MEASURES; m++) {
		size_t count = 0;

		for (size_t i = 0; i < cube->cases; i++) {
			int32_t time = cube->times[i * REPORT_MEASURES + (size_t)m];
			if (time >= 0)
				timed[count++] = (struct timed){cell_of(cube, table, i), time};
		}
		qsort(timed, count, sizeof(*timed), by_cell_and_time);
		str_add_char(json, m == 0 ? '{' : ',');
		str_add_json(json, cube->measures[m]);
		str_add_char(json, ':');
		add_times(cube, table, timed, count, smallest, json);
	}
	str_add_char(json, '}');
	free(timed);
	return OK;
}

static enum err give_table(const struct report_cube *cube, const struct cube_table *table, const struct pass *pass)
{
	STR_AUTO struct str name = STR_INIT(1024);
	STR_AUTO struct str cells = STR_INIT(TABLE_JSON_MOST);
	STR_AUTO struct str times = STR_INIT(TABLE_JSON_MOST);
	bool timed = table->counts.order <= 2;

	for (int i = 0; i < table->counts.order; i++) {
		const struct cube_dimension *dimension = &cube->dimensions[table->dimensions[i]];
		str_addf(&name, "%s%s", i > 0 ? "," : "", dimension->name);
		timed = timed && dimension->filter;
	}
	add_cells(cube, table, &cells);
	if (timed)
		TRY(add_measures(cube, table, pass->smallest, &times));
	if (str_failed(&cells) || str_failed(&times))
		return ERR_TOO_LARGE;
	return pass->take(pass->context, str_text(&name), str_text(&cells), timed ? str_text(&times) : NULL);
}

static enum err give_new_table(struct report_cube *cube, const int *dimensions, int order, void *context)
{
	const struct pass *pass = context;
	struct cube_table table;

	TRY(make_table(cube, dimensions, order, &table));
	(void)hide(cube, &table, pass->smallest, NULL);
	enum err err = give_table(cube, &table, pass);
	free_table(&table);
	return err;
}

static void hide_kept(const struct report_cube *cube, int32_t smallest)
{
	for (int i = 0; i < cube->tables_count; i++)
		(void)hide(cube, &cube->tables[i], smallest, NULL);
}

enum err report_cube_tables(struct report_cube *cube, int32_t smallest, report_table_take *take, void *context)
{
	struct pass pass = {.smallest = smallest, .take = take, .context = context};

	free_tables(cube);
	for (int order = 0; order < SUPPRESSION_ORDER_MOST; order++)
		TRY(visit_choices(cube, order, keep_table, NULL));
	for (int i = 0; i < PASSES_MOST && (i == 0 || pass.weak > 0); i++) {
		pass.weak = 0;
		hide_kept(cube, smallest);
		TRY(visit_choices(cube, SUPPRESSION_ORDER_MOST, find_weak, &pass));
	}
	hide_kept(cube, smallest);
	for (int i = 0; i < cube->tables_count; i++)
		TRY(give_table(cube, &cube->tables[i], &pass));
	return visit_choices(cube, SUPPRESSION_ORDER_MOST, give_new_table, &pass);
}
