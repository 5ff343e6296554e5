/* Places on the earth, taken for a sphere: what is near what. */
#ifndef GUICHET_GEO_H
#define GUICHET_GEO_H

#include <stdbool.h>
#include <stdint.h>

/* Hundred-thousandths of a degree, north and east: about a metre. */
struct position {
	int64_t latitude, longitude;
};
#define GEO_DEGREE 100000

/* The same in decimetres from the earth's centre: the squares of differences add up to a number that orders
 * by distance, whole, and knows neither date line nor pole. */
struct point {
	int64_t x, y, z;
};
struct point geo_point(struct position position);
/* Decimetres straight through the earth, squared; the metres along its surface that they stand for, and back
 * (from above). */
int64_t geo_chord2(struct point a, struct point b);
int64_t geo_metres(int64_t chord2);
int64_t geo_chord(int64_t metres);
/* The point of the surface in the middle of several, given their sums; false when there is none. */
bool geo_middle(struct point sum, struct point *middle);

/* "45.76,4.83", "45,76 4,83", "45.76;4.83": degrees north and east, a sign for south and west. */
bool geo_parse(const char *text, struct position *position);
/* One number of degrees, a comma or a point before its fraction; any size, in hundred-thousandths. */
bool geo_parse_degrees(const char *text, int64_t *degrees);

#endif
