// A plain local service for the benchmarks, in a separate process: 20 agents for boltcall, 20 domains for the peer, and the few
// responses that a listener and an import need. Prints its port.
import { createServer } from 'node:http';

const agents = Array.from({ length: 20 }, (_, at) => ({
  id: `agent_${String(at).padStart(6, '0')}`,
  name: `Front desk ${at}`,
  voice_id: `voice_${at % 4}`,
  status: at % 3 === 0 ? 'paused' : 'active',
  phone_number: `+1415555${1000 + at}`,
  created_at: `2026-01-${String(1 + at).padStart(2, '0')}T10:00:00Z`,
  updated_at: '2026-02-01T10:00:00Z',
}));
const domains = agents.map(({ created_at }, at) => ({
  id: `d91cd9bd-1176-453e-8fc1-35364d3802${10 + at}`,
  name: `mail${at}.example.com`,
  status: 'verified',
  created_at,
  region: 'us-east-1',
  capabilities: { sending: 'enabled', receiving: 'disabled' },
}));
const lists = {
  '/v1/agents': { data: agents, meta: { page: 1, limit: 20, total: 20 } },
  '/domains': { object: 'list', has_more: false, data: domains },
};
const answers = new Map(Object.entries(lists).map(([path, list]) => [path, Buffer.from(JSON.stringify(list))]));
const nothing = Buffer.from(JSON.stringify({ data: [], meta: { page: 1, limit: 100, total: 0 } }));

let leads = 0;

const answer = (response, bytes, status = 200) => {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length }).end(bytes);
};

const server = createServer((request, response) => {
  const path = (request.url ?? '').split('?')[0];
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    if (request.method === 'DELETE') answer(response, Buffer.from('{"deleted":true}'));
    else if (request.method === 'POST' && path === '/v1/webhooks') {
      const made = { id: 'wh_bench', status: 'active', created_at: '2026-01-01T00:00:00Z', ...JSON.parse(Buffer.concat(chunks).toString()) };
      answer(response, Buffer.from(JSON.stringify(made)), 201);
    } else if (request.method === 'POST' && (path === '/v1/leads' || path === '/v1/messages/sms')) {
      leads += 1;
      answer(response, Buffer.from(`{"id":"lead_${leads}"}`), 201);
    } else answer(response, answers.get(path) ?? nothing);
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
// Exits with the benchmark, however that exits.
process.stdin.resume().on('end', () => process.exit());
