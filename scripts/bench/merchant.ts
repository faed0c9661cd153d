// A merchant on loopback that agrees to everything at once.
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";

export interface Merchant {
  url: string;
  end(): void;
}

export async function startMerchant(): Promise<Merchant> {
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    request.on("end", () => {
      const answer = JSON.stringify({ id: randomUUID(), received: text.length });
      response.writeHead(200, { "Content-Type": "application/json" }).end(answer);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the merchant has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    end() {
      server.closeAllConnections();
      server.close();
    },
  };
}
