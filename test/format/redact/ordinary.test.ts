import { expect, test } from 'vitest'
import type { CaptureEvent } from '../../../src/core/event/event.ts'
import { createRedactor } from '../../../src/format/redact/redact.ts'
import { message } from './places.ts'

const flow = { at: 1_790_000_000_000, doc: 'd1', id: 1 }

/** Values that look like secrets, or stand beside a name like that of one, and are none. */
const texts = [
  '{"sort_key":"created","primary_key":"id","partitionKey":"eu-1","cacheKey":"users:7","foreign_key":"owner_id"}',
  '{"secretary":"Jane","author":"jane","authority":"city","monkey":"k","keyboard":"qwerty","compass":"north","passenger":"two"}',
  '{"usage":{"tokens":128,"max_tokens":4096,"token_count":7,"prompt_tokens":12},"token_type":"bearer","expires_in":3600}',
  '{"emailVerified":true,"password_required":true,"passwordPolicy":"strong","hasPassword":false,"session":{"turns":3},"sessions":4}',
  '{"logprobs":{"content":[{"token":" Hello","logprob":-0.31,"bytes":[32,72],"top_logprobs":[{"token":" Hi","logprob":-1.2}]}]}}',
  '{"tokens":["Hel","lo"],"token_logprobs":[-0.1,-0.2],"text_offset":[0,3]}',
  '{"at":"12:34:56","mac":"aa:bb:cc:dd:ee:ff","code":"std::vector<int>","n":1790000000123,"date":"2026-11-28T10:20:30.123Z"}',
  '{"version":"4.12.0.7","agent":"Mozilla/5.0 (X11) Chrome/142.0.0.0 Safari/537.36","firmware":"1.2.3.4"}',
  'the driver has version 4.12.0.7, and v10.0.19041.1 came after',
  '{"icon":"icon@3x.png","package":"foo@1.2.3","scope":"@org/name@2.0.0","style":"a@media"}',
  '{"error":"Basic information is missing","hint":"Bearer tokens are not accepted","status":"ok"}',
  '{"state":"in_progress","code":"ECONNRESET","key":"ArrowLeft","challenge":"accepted","ticket":"open","session":"active"}',
  '{"id":"550e8400-e29b-41d4-a716-446655440000","_id":"507f1f77bcf86cd799439011","ulid":"01ARZ3NDEKTSV4RRFFQ69G5FAV"}',
  '{"sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","etag":"W/\\"33a64df551425fcc55e4d42a148795d9f25f89d4\\""}',
  '{"integrity":"sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC","commit":"8d62d5f0c1a24b"}',
  '{"orderId":"4539578763621486","account_id":4539578763621486,"n":79927398713}',
  '{"traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","requestId":"k3J9fQ2mP9vR4tK8wZ1b"}',
  '{"nextPageToken":"CAUQAA","page_token":"k3J9fQ2mP9vR4tK8wZ1b","cursor":"k3J9fQ2mP9vR4tK8wZ1bYYx0","syncToken":"CPDAlvWDx70CEPDAlvWDx"}',
  '{"className":"css-1q2w3e4r5t6y","path":"M12 2C6.48 2 2 6.48 2 12s4.48 10 10 10","color":"#a1b2c3"}',
  '{"title":"InternationalizationAndLocalization","slug":"ten-reasons-for-the-year-2024","file":"app-3f4e5a6b7c8d9e0f1a2b.js"}',
  '{"text":"My token of appreciation: a key to the city, and the secret of a good session."}',
  'the key: a word of a text; token: another; password: forgotten',
  '{"ip":"127.0.0.1","mask":"255.255.255.0","any":"0.0.0.0","loopback":"::1"}',
  '{"publicKey":"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE","p256dh":"BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA"}',
  '{"password":"","token":null,"secret":"********","apiKey":"{{API_KEY}}","session":"%SESSION%","jwt":"<your token>"}',
  '{"image":"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}',
  '<page key="home"><section id="a1b2c3d4e5f6" token-count="3">Pass the salt</section></page>',
  'a=1&page=2&sort_key=name&lang=en-US&state=open&code=US',
  'graphql-transport-ws, v12.stomp',
  '{"credentials":"include","authMethod":"sso","auth_type":"oauth","oauth_callback":"https://site.test/done","oauth_version":"1.0"}',
  '{"mailServer":"smtp.site.test","email_template":"welcome","phoneModel":"Pixel 9","mobileFirst":"on"}',
  '{"pass":12,"fail":0,"code":404,"sigma":"1.5","signal":"SIGTERM","sidebar":"left","tokenizer":"bpe"}',
  'a=1&code=404&state=CA&key=name&session=none',
  'icon@3x.png',
  'foo@1.2.3',
  'npm i lodash@4.17.21',
  'Updated from 4.12.0.6 to 4.12.0.7, see section 4.1.2.3 and the OID 2.5.29.17',
  '{"latest":"4.12.0.7","order_number":"4539578763621486","trackingNumber":"4539578763621486"}',
  'if (token==null) return; e.password=t.password; const token = process.env.SECRET; let key = input("x")',
  '{"tokenSymbol":"ETH","tokenDecimal":"18","token":"ETH","tokens":["ETH","USDC"],"timeSignature":"4/4","permission":"secrets:read"}',
  '{"errors":{"password":["is too short (minimum is 8 characters)"]},"labels":{"email":"E-mail address"}}',
  '{"columns":["id","email","password","created"]}',
  '42["login","success"]',
  '{"contract":"0x1f9840a85d5aF5bf1D1762F925BDADdC4201F984","uid":"kJ8sPq2LmN4rTv6wXy8zAb3cDe"}',
]

test.each(texts.map((text) => [text]))('%s stays as it is', (text) => {
  for (const event of message(text)) expect(createRedactor().redact(event)).toEqual([event])
})

test.each([
  ['https://en.wikipedia.org/wiki/Rosetta_Stone_(software)#History'],
  ['https://site.test/articles/Ten-Reasons-for-the-Year-2024/app-3f4e5a6b7c8d9e0f1a2b.js?page=2&sort_key=a'],
  ['https://site.test/api/v1.2.3.4/items/42?since=1790000000000&_=1790000000123&format=json'],
  ['https://203.0.113.42:8443/status?state=open'],
  ['https://cdn.test/npm/preact@11.2.0/dist/preact.min.js?v=1.2.3'],
  ['wss://site.test/socket.io/?EIO=4&transport=websocket'],
])('the URL %s stays as it is', (url) => {
  const event: CaptureEvent = { type: 'request', ...flow, api: 'fetch', method: 'GET', url }
  expect(createRedactor().redact(event)).toEqual([event])
})

test.each([
  ['graphql-transport-ws'],
  ['v12.stomp, v11.stomp'],
  ['soap, wamp.2.json'],
  ['mqtt'],
  ['v5.channel.k8s.io'],
  ['token.v1, secret-handshake.v2'],
])('the sub-protocols %s stay as they are', (protocols) => {
  const event: CaptureEvent = { type: 'connect', ...flow, api: 'websocket', url: 'wss://site.test/', protocols }
  expect(createRedactor().redact(event)).toEqual([event])
})
