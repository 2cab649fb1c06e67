import { mkdtempSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { adminSocketPath } from '../config/admin-socket.ts'
import { DaemonClient, DaemonError } from './daemon-client.ts'

let server: Server | null = null
afterEach(() => server?.close())

/** A daemon that gives one answer, and remembers what it was asked. */
async function daemonThatAnswers(status: number, body: string) {
  const stateDir = mkdtempSync(join(tmpdir(), 'congky-socket-'))
  const asked: string[] = []
  server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    asked.push(`${request.method} ${request.url} ${text}`)
    response.writeHead(status).end(body)
  })
  await new Promise<void>((resolve) => server?.listen(adminSocketPath(stateDir), resolve))
  return { client: new DaemonClient(stateDir), asked }
}

test('asks under the administration address and hands the answer over', async () => {
  const { client, asked } = await daemonThatAnswers(200, '{"name":"dai-ly"}')
  expect(await client.call('POST', '/tokens/dai-ly/unlock', { pin: '1' })).toEqual({ name: 'dai-ly' })
  expect(asked).toEqual(['POST /api/v1/admin/tokens/dai-ly/unlock {"pin":"1"}'])
})

test('a refusal comes with its code and both languages', async () => {
  const problem = {
    type: 'urn:congky:error:ERR_PIN_REFUSED',
    title: 'ERR_PIN_REFUSED',
    status: 422,
    detail: 'refused',
    code: 'ERR_PIN_REFUSED',
    messageVi: 'từ chối',
    next: 'again',
    nextVi: 'lại',
    retryable: true,
  }
  const { client } = await daemonThatAnswers(422, JSON.stringify(problem))
  const error = await client.call('POST', '/x').catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(DaemonError)
  expect(error).toMatchObject({ problem })
})

test('no socket, and a socket that nobody listens on any more, mean that no gateway runs', async () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'congky-socket-'))
  await expect(new DaemonClient(stateDir).call('GET', '/status')).rejects.toMatchObject({
    code: 'ERR_GATEWAY_NOT_RUNNING',
  })
})

test('an answer that is no answer is a lost connection', async () => {
  const { client } = await daemonThatAnswers(502, '<html>')
  await expect(client.call('GET', '/status')).rejects.toMatchObject({ code: 'ERR_CONNECTION_LOST' })
})
