// Every spelling we know of a target, on both sides of the switch. Nothing is fetched or resolved here.
import { describe, expect, it } from "vitest";
import { refuseTarget } from "../../src/shared/target";

const production = (url: string) => refuseTarget(url, { allowLoopback: false });
const development = (url: string) => refuseTarget(url, { allowLoopback: true });

const PUBLIC = [
  "https://reseller.com/hook",
  "https://reseller.com",
  "https://reseller.com:8443/hook?a=b&c=%20d#part",
  "HTTPS://RESELLER.COM/HOOK",
  "https://reseller.com./hook",
  "https://a.b.c.reseller.co.uk/",
  "https://hooks_1.reseller.com/",
  "https://bücher.de/haken",
  "https://xn--bcher-kva.de/",
  "https://reseller.com/?next=user@host",
  "https://example.com/hook",
  "https://localhost.reseller.com/",
  "https://mylocal.com/",
  "https://notlocalhost.net/",
  "https://thetest.dev/",
  "https://local.host/",
  "https://arpa.com/",
  "https://127.0.0.1.nip.io/",
  "https://8.8.8.8/hook",
  "https://134744072/",
  "https://172.32.0.1/",
  "https://192.169.0.1/",
  "https://[2606:4700:4700::1111]:8443/hook",
  `https://reseller.com/${"a".repeat(2_048 - 21)}`,
];

const LOOPBACK = [
  "http://127.0.0.1:9000/hook",
  "https://127.0.0.1/hook",
  "http://127.255.255.254/",
  "http://127.1/",
  "http://2130706433/",
  "http://0x7f000001/",
  "http://0177.0.0.1/",
  "http://127.0.0.1./",
  "http://①②⑦.0.0.1/",
  "http://localhost:9000/hook",
  "https://localhost/hook",
  "http://LOCALHOST./hook",
  "http://ｌｏｃａｌｈｏｓｔ/",
  "http://%6cocalhost/",
  "http://[::1]:9000/hook",
  "http://[0:0:0:0:0:0:0:1]/",
];

const PRIVATE_ADDRESSES = [
  "https://0.0.0.0/",
  "https://0/",
  "https://0.1.2.3/",
  "https://10.0.0.1/",
  "https://10.1/",
  "https://167772161/",
  "https://0xa.0x0.0x0.0x1/",
  "https://012.0.0.1/",
  "https://172.16.0.1/",
  "https://172.31.255.255/",
  "https://192.168.1.1/",
  "https://192.168.257/",
  "https://192。168。1。1/",
  "https://169.254.169.254/latest/meta-data",
  "https://2852039166/",
  "https://0xA9FEA9FE/",
  "https://%31%36%39.254.169.254/",
  "https://100.64.0.1/",
  "https://192.0.0.1/",
  "https://192.0.2.1/",
  "https://192.88.99.1/",
  "https://198.18.0.1/",
  "https://198.51.100.1/",
  "https://203.0.113.1/",
  "https://224.0.0.1/",
  "https://240.0.0.1/",
  "https://255.255.255.255/",
  "https://[::]/",
  "https://[::2]/",
  "https://[::127.0.0.1]/",
  "https://[::8.8.8.8]/",
  "https://[::ffff:127.0.0.1]/",
  "https://[::ffff:7f00:1]/",
  "https://[::ffff:8.8.8.8]/",
  "https://[::ffff:0:127.0.0.1]/",
  "https://[64:ff9b::127.0.0.1]/",
  "https://[64:ff9b::808:808]/",
  "https://[64:ff9b:1::a00:1]/",
  "https://[2002:7f00:1::]/",
  "https://[2001:0:1::1]/",
  "https://[2001:470::5efe:10.0.0.1]/",
  "https://[2001:470::200:5efe:10.0.0.1]/",
  "https://[2001:db8::1]/",
  "https://[3fff::1]/",
  "https://[100::1]/",
  "https://[fc00::1]/",
  "https://[fd12:3456:789a::1]/",
  "https://[fe80::1]/",
  "https://[fec0::1]/",
  "https://[ff02::1]/",
  "https://[4000::1]/",
  "https://[5f00::1]/",
];

const PRIVATE_NAMES = [
  "https://foo.localhost/",
  "https://printer.local/",
  "https://PRINTER.LOCAL./",
  "https://printer%2elocal/",
  "https://printer。local/",
  "https://ｐｒｉｎｔｅｒ．ｌｏｃａｌ/",
  "https://metadata.google.internal/",
  "https://nas.home.arpa/",
  "https://home.arpa/",
  "https://reseller.test/",
  "https://hook.example/",
  "https://hook.invalid/",
  "https://abcdefghijklmnop.onion/",
  "https://intranet/",
  "https://intranet./",
  "https://com/",
];

const MALFORMED = [
  "",
  "reseller.com/hook",
  "/hook",
  "//reseller.com/hook",
  "https:reseller.com",
  "https:/reseller.com",
  "https:///reseller.com",
  "https://",
  "https://:443/",
  "https://?reseller.com",
  "https:\\\\reseller.com",
  "https://reseller.com\\@10.0.0.1/",
  "ftp://reseller.com/",
  "javascript:alert(1)",
  "file:///etc/passwd",
  "wss://reseller.com/",
  "http://reseller.com/",
  "http://8.8.8.8/",
  "http://10.0.0.1/",
  "https://user@reseller.com/",
  "https://user:secret@reseller.com/",
  "https://@reseller.com/",
  "https://:@reseller.com/",
  "https://127.0.0.1@reseller.com/",
  "https://a:b@127.0.0.1/",
  "https://reseller.com:99999/",
  "https://reseller..com/",
  "https://.reseller.com/",
  "https://127.0.0.1../",
  "https://*.reseller.com/",
  "https://-reseller.com/",
  `https://${"a".repeat(64)}.com/`,
  "https://256.1.1.1/",
  "https://1.2.3.4.5/",
  "https://[fe80::1%25eth0]/",
  "https://[::1%eth0]/",
  "https://[::1/",
  "https://::1/",
  " https://reseller.com/",
  "https://reseller.com/ ",
  "https://reseller.com/a b",
  "https://rese\tller.com/",
  "https://reseller.com/\r\nX-Injected: 1",
  "https://reseller.com/\u0000",
  "https://reseller.com/\u00a0",
  "https://rese\u00adller.com/",
  "https://rese\u200bller.com/",
  "https://reseller.com/\ud800",
  `https://reseller.com/${"a".repeat(2_048 - 20)}`,
];

const show = (url: string) => JSON.stringify(url.slice(0, 60));

describe("the target guard", () => {
  it.each(PUBLIC.map((url) => [show(url), url]))("accepts the public target %s", (_, url) => {
    expect(production(url)).toBeNull();
    expect(development(url)).toBeNull();
  });

  it.each(LOOPBACK.map((url) => [show(url), url]))(
    "accepts loopback %s only under the development switch",
    (_, url) => {
      expect(production(url)).toMatch(/\.$/);
      expect(development(url)).toBeNull();
    },
  );

  it.each([...PRIVATE_ADDRESSES, ...PRIVATE_NAMES, ...MALFORMED].map((url) => [show(url), url]))(
    "refuses %s, with and without the switch",
    (_, url) => {
      expect(production(url)).toMatch(/^The .+\.$/);
      expect(development(url)).toBe(production(url));
    },
  );

  it.each([
    ["https://10.0.0.1/", /address that is not public \(private\)/],
    ["https://[::ffff:8.8.8.8]/", /\(ipv4Mapped\)/],
    ["https://[::8.8.8.8]/", /\(unassigned\)/],
    ["https://[2001:470::5efe:8.8.8.8]/", /embeds an IPv4 address/],
    ["https://nas.home.arpa/", /under "home\.arpa"/],
    ["https://intranet/", /single label/],
    ["https://u:p@reseller.com/", /user info/],
    ["http://reseller.com/", /must use https/],
    ["https://reseller.com/\n", /white space/],
    [`https://reseller.com/${"a".repeat(2_048)}`, /longer than 2048/],
    ["reseller.com", /not an absolute https URL/],
    ["https://reseller..com/", /not a valid host name/],
  ])("names what is wrong with %s", (url, sentence) => {
    expect(production(url)).toMatch(sentence);
  });

  it("never repeats a secret from the URL in its sentence", () => {
    expect(production("https://user:hunter2@10.0.0.1/?key=hunter2")).not.toContain("hunter2");
  });
});
