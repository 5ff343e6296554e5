/* A PDF that says it is signed, and the signature in it (guichet invoice verify). */
#include "fuzz.h"

#include "files/cms.h"
#include "files/pdf_sign.h"
#include <guichet/arena.h>

void
fuzz_one(const uint8_t *bytes, size_t size)
{
	const char *text = arena_copy_bytes(arena, (const char *)bytes, size), *der = NULL;
	struct pdf_signature place;
	size_t der_size = 0;
	struct cms_signer signer = { NULL, 0 };

	if (pdf_sign_find(arena, text, size, &place, &der, &der_size) == PDF_SIGNED) {
		HOLDS(place.hole < place.hole_end && place.hole_end <= size);
		const struct cms_part parts[] = {
			{ text, place.hole }, { text + place.hole_end, size - place.hole_end }
		};
		/* Nobody's certificate is ours. */
		HOLDS(cms_verify(arena, NULL, parts, 2, der, der_size, &signer) != CMS_GOOD);
	}
}
