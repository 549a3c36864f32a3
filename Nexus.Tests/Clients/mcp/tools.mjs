// The official client for JavaScript: connects, looks around, corrects a mistake, creates a contact, and prints what it saw as one line of JSON.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const { NEXUS: address, KEY: key, LIMITED_KEY: limitedKey } = process.env;

async function connect(path, bearer) {
  const client = new Client({ name: "nexus-tests", version: "1.0.0" });
  await client.connect(new StreamableHTTPClientTransport(new URL(path, address), { requestInit: { headers: { Authorization: `Bearer ${bearer}` } } }));
  return client;
}

const call = (client, name, args) => client.callTool({ name, arguments: args });
const client = await connect("/mcp", key);
const seen = { server: client.getServerVersion().name, overview: (await client.listTools()).tools.map(t => t.name) };

const found = await call(client, "nexus_find_tools", { query: "create contact", module: "crm" });
seen.found = found.structuredContent.tools.map(t => t.name);
const schema = found.structuredContent.tools[0].input_schema;
seen.required = schema.required;

const wrong = await call(client, "nexus_call", { name: seen.found[0], arguments: { email: "nobody" } });
seen.wrong = { isError: wrong.isError, text: wrong.content[0].text };

const input = { name: "Ada Lovelace", email: "ada@example.com" };
const preview = await call(client, "nexus_call", { name: seen.found[0], arguments: input, dry_run: true });
seen.preview = { dryRun: preview.structuredContent.dry_run, events: preview.structuredContent.events.map(e => e.type) };
seen.created = (await call(client, "crm_contact_create", input)).structuredContent;

const module = await connect("/mcp/crm", key);
seen.module = (await module.listTools()).tools.map(t => t.name);

const limited = await connect("/mcp/crm", limitedKey);
seen.limited = (await limited.listTools()).tools.map(t => t.name).filter(n => n.startsWith("crm_"));
const refused = await call(limited, "crm_contact_create", input);
seen.refused = { isError: refused.isError, text: refused.content[0].text };

try {
  await connect("/mcp", "nx_wrong");
  seen.stranger = "let in";
} catch (e) {
  seen.stranger = e.message;
}

await Promise.all([client.close(), module.close(), limited.close()]);
console.log(JSON.stringify(seen));
