"""totp.py SECRET STEPS: the one-time code so many steps of 30 seconds from the moment at which every test lives."""
import base64
import hashlib
import hmac
import struct
import sys

NOW = 1795185660  # 2026-11-20T15:41 in Brussels
key = base64.b32decode(sys.argv[1].replace(' ', ''))
digest = hmac.new(key, struct.pack('>Q', NOW // 30 + int(sys.argv[2])), hashlib.sha1).digest()
at = digest[19] & 15
print('%06d' % ((struct.unpack('>I', digest[at:at + 4])[0] & 0x7FFFFFFF) % 1000000))
