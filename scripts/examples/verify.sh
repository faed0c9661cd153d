# SECRET is whsec_…; ID, TIMESTAMP and SIGNATURES are the three headers; body.json is the body as it came.
key=$(printf %s "${SECRET#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \n')
digest=$({ printf '%s.%s.' "$ID" "$TIMESTAMP"; cat body.json; } |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | openssl base64 -A)
case " $SIGNATURES " in
  *" v1,$digest "*) echo "the signature fits" ;;
  *) echo "no signature fits" ;;
esac
