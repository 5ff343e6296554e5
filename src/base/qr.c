#include <guichet/qr.h>

#include <guichet/arena.h>
#include <guichet/secret.h>
#include <guichet/text.h>
#include <qrencode.h>

/* Half blocks by what is drawn in them: nothing, above, below, both. */
static const char *const blocks[] = { " ", "▀", "▄", "█" };

static bool
is_dark(const QRcode *code, int y, int x)
{
	if (y < 0 || y >= code->width || x < 0 || x >= code->width)
		return false;
	return (code->data[y * code->width + x] & 1) != 0;
}

const char *const *
qr_lines(struct arena *arena, const char *text, int margin, bool light, size_t *count)
{
	QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_L, QR_MODE_8, 1);
	const char **lines = NULL;
	*count = 0;
	if (code != NULL && code->version <= QR_MOST) {
		const int most = code->width + margin;
		lines = arena_array(arena, (size_t)(most + margin) / 2 + 2, sizeof *lines);
		for (int y = -margin; y < most; y += 2) {
			struct builder line = { .arena = arena };
			for (int x = -margin; x < most; x++) {
				const bool above = is_dark(code, y, x) != light;
				const bool below = is_dark(code, y + 1, x) != light;
				builder_add(&line, blocks[above + 2 * below]);
			}
			lines[(*count)++] = builder_text(&line);
		}
	}
	if (code != NULL) {
		secret_wipe(code->data, (size_t)code->width * (size_t)code->width);
		QRcode_free(code);
	}
	return lines;
}
