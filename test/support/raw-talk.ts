/** Talking to a gateway below the level where libraries keep their callers from mistakes. */
import { text } from 'node:stream/consumers'
import { connect } from 'node:tls'
import { WebSocket } from 'ws'
import type { Siege } from './siege.ts'

/** Sends bytes as they are and gives all that comes back until the other side closes, at the latest after a while. */
export async function speak(url: string, bytes: string, patienceMs = 10_000): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false })
  socket.setTimeout(patienceMs, () => socket.end())
  // It may be closed while we still send.
  socket.on('error', () => socket.destroy())
  socket.write(bytes)
  return text(socket).catch(() => '')
}

/** A WebSocket of the besieged gateway's workstation. */
export async function openSocket({ gateway, accessKey }: Siege): Promise<WebSocket> {
  const socket = new WebSocket(`${gateway.url.replace('https', 'wss')}/api/v1/ws`, 'congky.v1', {
    rejectUnauthorized: false,
    headers: { authorization: `Bearer ${accessKey}` },
  })
  await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject))
  socket.on('error', () => {})
  return socket
}

export interface Frame {
  readonly type: string
  readonly requestId?: string
  readonly code?: string
  readonly message?: string
}

/** Everything that comes as text, growing. */
export function framesOf(socket: WebSocket): readonly Frame[] {
  const frames: Frame[] = []
  socket.on('message', (data, isBinary) => {
    if (!isBinary) frames.push(JSON.parse(String(data)) as Frame)
  })
  return frames
}
