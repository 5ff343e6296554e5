#include <guichet/geo.h>

#include <math.h>
#include <string.h>

#define RADIUS 63710088.0 /* decimetres: the mean one */
#define RADIANS (3.14159265358979323846 / 180.0 / GEO_DEGREE)

static struct point
on_surface(double x, double y, double z)
{
	return (struct point){ llround(x * RADIUS), llround(y * RADIUS), llround(z * RADIUS) };
}

struct point
geo_point(struct position position)
{
	double latitude = (double)position.latitude * RADIANS;
	double longitude = (double)position.longitude * RADIANS;
	return on_surface(cos(latitude) * cos(longitude), cos(latitude) * sin(longitude),
			  sin(latitude));
}

int64_t
geo_chord2(struct point a, struct point b)
{
	int64_t x = a.x - b.x, y = a.y - b.y, z = a.z - b.z;
	return x * x + y * y + z * z;
}

int64_t
geo_metres(int64_t chord2)
{
	double half = sqrt((double)chord2) / (2.0 * RADIUS);
	return llround(2.0 * RADIUS * asin(half > 1.0 ? 1.0 : half) / 10.0);
}

int64_t
geo_chord(int64_t metres)
{
	double angle = (double)metres * 10.0 / (2.0 * RADIUS);
	return (int64_t)ceil(2.0 * RADIUS * (angle > 1.57 ? 1.0 : sin(angle)));
}

bool
geo_middle(struct point sum, struct point *middle)
{
	double x = (double)sum.x, y = (double)sum.y, z = (double)sum.z;
	double length = sqrt(x * x + y * y + z * z);
	if (length < 1.0)
		return false;
	*middle = on_surface(x / length, y / length, z / length);
	return true;
}

/* Digits at *at, sign and fraction with them; a comma begins a fraction where commas does. */
static bool
read_degrees(const char **at, bool commas, int64_t *degrees)
{
	const char *text = *at;
	bool south = *text == '-';
	int64_t number = 0, unit = GEO_DEGREE;
	int digits = 0;
	text += *text == '-' || *text == '+';
	for (; *text >= '0' && *text <= '9' && digits < 12; text++, digits++)
		number = 10 * number + (*text - '0');
	if (digits == 0 || digits == 12)
		return false;
	number *= GEO_DEGREE;
	if (*text == '.' || (commas && *text == ','))
		for (text++; *text >= '0' && *text <= '9'; text++) {
			if (unit == 1 && *text >= '5')
				number++; /* the sixth figure rounds */
			unit /= 10;
			number += (*text - '0') * unit;
		}
	*degrees = south ? -number : number;
	*at = text;
	return true;
}

bool
geo_parse_degrees(const char *text, int64_t *degrees)
{
	text += strspn(text, " ");
	return read_degrees(&text, true, degrees) && !text[strspn(text, " ")];
}

static bool
parse_pair(const char *text, bool commas, struct position *position)
{
	text += strspn(text, " ");
	if (!read_degrees(&text, commas, &position->latitude))
		return false;
	size_t apart = strspn(text, commas ? " ;/" : " ;/,");
	text += apart;
	if (apart == 0 || !read_degrees(&text, commas, &position->longitude) ||
	    text[strspn(text, " ")])
		return false;
	return position->latitude >= -90 * GEO_DEGREE && position->latitude <= 90 * GEO_DEGREE &&
	       position->longitude >= -180 * GEO_DEGREE && position->longitude <= 180 * GEO_DEGREE;
}

bool
geo_parse(const char *text, struct position *position)
{
	return parse_pair(text, false, position) || parse_pair(text, true, position);
}
