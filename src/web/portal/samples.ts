/** Programs for partners that work as pasted: pulling the feed, and receiving what is pushed. */

export type Task = 'pull' | 'receive'
export type Tongue = 'curl' | 'node' | 'python'
/** `file` is the name under which it is kept; the token or secret comes from the environment. */
export type Sample = { file: string; text: string }

/** What must be set in the environment before a sample runs. */
export const VARIABLES: Record<Task, string> = {
  pull: 'CHARGESHARE_TOKEN',
  receive: 'CHARGESHARE_PUSH_SECRET',
}

/** In which languages there are samples of a task. */
export const TONGUES: Record<Task, Tongue[]> = {
  pull: ['curl', 'node', 'python'],
  receive: ['node', 'python'],
}

/** The sample, for the server at an origin such as `https://share.example.org`. */
export function sampleOf(task: Task, tongue: Tongue, origin: string): Sample {
  if (task === 'receive') return tongue === 'python' ? pythonReceiver : nodeReceiver
  return { curl, node, python }[tongue](origin)
}

const curl = (origin: string): Sample => ({
  file: 'pull.sh',
  text: `#!/bin/sh
# Run it by: sh pull.sh
while :; do
  cursor=$(cat cursor 2> /dev/null)
  if curl -sS --fail --compressed -o page.ndjson \\
    -H "authorization: Bearer $CHARGESHARE_TOKEN" \\
    -H 'accept: application/x-ndjson' \\
    "${origin}/v1/charges?wait=25\${cursor:+&after=$cursor}"
  then
    # Each line is an event; the last one tells where to go on.
    sed '$d' page.ndjson
    sed -n '$s/.*"next":"\\([^"]*\\)".*/\\1/p' page.ndjson > cursor.new
    mv cursor.new cursor
  else
    sleep 5
  fi
done
`,
})

const node = (origin: string): Sample => ({
  file: 'pull.mjs',
  text: `// Node.js 20 or later. Run it by: node pull.mjs
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

const headers = { authorization: \`Bearer \${process.env.CHARGESHARE_TOKEN}\` }
let cursor = existsSync('cursor') ? readFileSync('cursor', 'utf8') : ''

async function pull() {
  const query = new URLSearchParams({ limit: 1000, wait: 25, ...(cursor && { after: cursor }) })
  const answer = await fetch(\`${origin}/v1/charges?\${query}\`, { headers })
  if (!answer.ok) throw new Error(\`\${answer.status} \${await answer.text()}\`)
  const { items, next } = await answer.json()
  // Keep what you need of them first: the last event of a session tells its whole state.
  for (const event of items) console.log(JSON.stringify(event))
  writeFileSync('cursor.new', next)
  renameSync('cursor.new', 'cursor')
  cursor = next
}

for (;;) {
  try {
    await pull()
  } catch (error) {
    console.error(error.message)
    await wait(5000)
  }
}
`,
})

const python = (origin: string): Sample => ({
  file: 'pull.py',
  text: `# Python 3, its standard library alone. Run it by: python3 pull.py
import json, os, sys, time, urllib.parse, urllib.request
from http.client import HTTPException

headers = {"authorization": "Bearer " + os.environ["CHARGESHARE_TOKEN"]}
cursor = open("cursor").read() if os.path.exists("cursor") else ""


def pull(after):
    query = {"limit": 1000, "wait": 25, **({"after": after} if after else {})}
    url = "${origin}/v1/charges?" + urllib.parse.urlencode(query)
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60) as answer:
        page = json.load(answer)
    # Keep what you need of them first: the last event of a session tells its whole state.
    for event in page["items"]:
        print(json.dumps(event, ensure_ascii=False), flush=True)
    with open("cursor.new", "w") as file:
        file.write(page["next"])
    os.replace("cursor.new", "cursor")
    return page["next"]


while True:
    try:
        cursor = pull(cursor)
    except (OSError, HTTPException) as error:
        print(error, file=sys.stderr)
        time.sleep(5)
`,
})

const nodeReceiver: Sample = {
  file: 'receive.mjs',
  text: `// Node.js 20 or later. Run it by: node receive.mjs
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'

const secret = process.env.CHARGESHARE_PUSH_SECRET
const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
// In a program of yours this is a table: the same message may come twice.
const seen = new Set()

function isGenuine({ headers }, body) {
  const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signatures } = headers
  if (!signatures || !(Math.abs(Date.now() / 1000 - at) < 300)) return false
  const ours = createHmac('sha256', key).update(\`\${id}.\${at}.\`).update(body).digest()
  return signatures.split(' ').some((one) => {
    const theirs = Buffer.from(one.replace(/^v1,/, ''), 'base64')
    return theirs.length === ours.length && timingSafeEqual(theirs, ours)
  })
}

const server = createServer(async (request, response) => {
  const parts = []
  for await (const part of request) parts.push(part)
  const body = Buffer.concat(parts)
  if (!isGenuine(request, body)) return response.writeHead(401).end()
  const { items = [], challenge } = JSON.parse(body)
  const id = request.headers['webhook-id']
  if (!seen.has(id)) for (const event of items) console.log(JSON.stringify(event))
  seen.add(id)
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ challenge }))
})
server.listen(process.env.PORT ?? 8000, () => console.error('port', server.address().port))
`,
}

const pythonReceiver: Sample = {
  file: 'receive.py',
  text: `# Python 3, its standard library alone. Run it by: python3 receive.py
import base64, hashlib, hmac, json, os, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

key = base64.b64decode(os.environ["CHARGESHARE_PUSH_SECRET"].replace("whsec_", ""))
# In a program of yours this is a table: the same message may come twice.
seen = set()


def is_genuine(headers, body):
    id, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "0")
    if not at.isdigit() or abs(time.time() - int(at)) >= 300:
        return False
    digest = hmac.new(key, f"{id}.{at}.".encode() + body, hashlib.sha256).digest()
    ours = "v1," + base64.b64encode(digest).decode()
    theirs = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(ours, one) for one in theirs)


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        if not is_genuine(self.headers, body):
            return self.answer(401, {})
        message, id = json.loads(body), self.headers["webhook-id"]
        if id not in seen:
            for event in message.get("items", []):
                print(json.dumps(event, ensure_ascii=False), flush=True)
        seen.add(id)
        self.answer(200, {"challenge": message.get("challenge")})

    def answer(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("", int(os.environ.get("PORT", 8000))), Receiver)
print("port", server.server_port, file=sys.stderr, flush=True)
server.serve_forever()
`,
}
