/* Which addresses a fetch may go to: a name in somebody's file list must not lead to the machine's own services. */
#include <netinet/in.h>
#include <sys/socket.h>

#include "iati/iati_input.h"

/* Whether ADDRESS, of which N bits count, begins as PREFIX does. */
static bool within(const uint8_t *address, const uint8_t *prefix, unsigned n)
{
	unsigned bytes = n / 8, bits = n % 8;
	return memcmp(address, prefix, bytes) == 0 && (!bits || (address[bytes] ^ prefix[bytes]) >> (8 - bits) == 0);
}

struct network {
	uint8_t prefix[16];
	unsigned bits;
};

/* Not for everybody's use: IANA's registries of special-purpose addresses (RFC 6890), and multicast. */
static bool is_special4(const uint8_t *a)
{
	static const struct network networks[] = {
		{ { 0 }, 8 },
		{ { 10 }, 8 },
		{ { 100, 64 }, 10 },
		{ { 127 }, 8 },
		{ { 169, 254 }, 16 },
		{ { 172, 16 }, 12 },
		{ { 192, 0, 0 }, 24 },
		{ { 192, 0, 2 }, 24 },
		{ { 192, 88, 99 }, 24 },
		{ { 192, 168 }, 16 },
		{ { 198, 18 }, 15 },
		{ { 198, 51, 100 }, 24 },
		{ { 203, 0, 113 }, 24 },
		{ { 224 }, 3 },
	};
	for (size_t i = 0; i < SEL_COUNT(networks); i++)
		if (within(a, networks[i].prefix, networks[i].bits))
			return true;
	return false;
}

/* Of IPv6 only 2000::/3 is given out; in it tunnels lead to an IPv4 address or elsewhere (Teredo, 6to4). */
static bool is_special6(const uint8_t *a)
{
	static const struct network given_out = { { 0x20 }, 3 };
	static const struct network networks[] = {
		{ { 0x20, 0x01 }, 23 },
		{ { 0x20, 0x01, 0x0d, 0xb8 }, 32 },
		{ { 0x3f, 0xff }, 20 },
		{ { 0x20, 0x02 }, 16 },
	};
	static const struct network nat64 = { { 0x00, 0x64, 0xff, 0x9b }, 96 };
	if (within(a, nat64.prefix, nat64.bits))
		return is_special4(a + 12);
	for (size_t i = 0; i < SEL_COUNT(networks); i++)
		if (within(a, networks[i].prefix, networks[i].bits))
			return true;
	return !within(a, given_out.prefix, given_out.bits);
}

bool iati_address_public(const struct sockaddr *sa)
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
	if (sa->sa_family == AF_INET) {
		memcpy(&in, sa, sizeof(in));
		return !is_special4((const uint8_t *)&in.sin_addr);
	}
	if (sa->sa_family != AF_INET6)
		return false;
	memcpy(&in6, sa, sizeof(in6));
	return !is_special6(in6.sin6_addr.s6_addr);
}
