/* Feeds every file of a folder (or the files named) to a fuzz target: the corpus as an ordinary test. The empty input
 * always comes first, so a target without a corpus is tried too. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static int replay_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data = NULL;
	size_t n = 0, room = 0;

	if (!f) {
		perror(path);
		return 1;
	}
	for (;;) {
		if (n == room) {
			room = room ? room * 2 : 4096;
			data = realloc(data, room);
			if (!data)
				abort();
		}
		size_t got = fread(data + n, 1, room - n, f);
		if (got == 0)
			break;
		n += got;
	}
	fclose(f);
	/* An exact copy, so that a read past the end is seen by the sanitizer. */
	uint8_t *exact = malloc(n ? n : 1);
	if (!exact)
		abort();
	for (size_t i = 0; i < n; i++)
		exact[i] = data[i];
	free(data);
	LLVMFuzzerTestOneInput(exact, n);
	free(exact);
	return 0;
}

static int replay_folder(const char *path, unsigned *count)
{
	DIR *d = opendir(path);
	struct dirent *e;
	int failed = 0;

	if (!d) {
		perror(path);
		return 1;
	}
	while ((e = readdir(d))) {
		char file[4096];

		if (e->d_name[0] == '.')
			continue;
		if ((size_t)snprintf(file, sizeof file, "%s/%s", path, e->d_name) >= sizeof file) {
			fprintf(stderr, "%s/%s: name too long\n", path, e->d_name);
			failed = 1;
			continue;
		}
		failed |= replay_file(file);
		++*count;
	}
	closedir(d);
	return failed;
}

int main(int argc, char **argv)
{
	unsigned count = 1;
	int failed = 0;

	LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
	for (int i = 1; i < argc; i++) {
		struct stat st;

		if (stat(argv[i], &st) != 0)
			continue; /* no corpus yet */
		if (S_ISDIR(st.st_mode)) {
			failed |= replay_folder(argv[i], &count);
		} else {
			failed |= replay_file(argv[i]);
			count++;
		}
	}
	printf("%u inputs\n", count);
	return failed;
}
