/**
 * A mail server for tests: SMTP (RFC 5321) with TLS from the start or STARTTLS (RFC 3207), and AUTH PLAIN and LOGIN
 * (RFC 4954). Keeps what it was given; can be told to misbehave.
 */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createSecureContext, createServer as createTlsServer, TLSSocket } from 'node:tls'

export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  /** Headers and body, as they came. */
  readonly data: string
  /** Whether it came encrypted, and who had logged in. */
  readonly isEncrypted: boolean
  readonly user: string | null
}

export interface MailServerOptions {
  readonly security: 'tls' | 'starttls' | 'none'
  readonly user: string
  readonly password: string
  /** PEM. */
  readonly key: string
  readonly cert: string
}

type Conversation = { isEncrypted: boolean; user: string | null; from: string; to: string[]; data: string[] | null }

export class MailServer {
  readonly mails: ReceivedMail[] = []
  /** Commands that arrived, without what follows AUTH. */
  readonly commands: string[] = []
  /** Answers to a command instead of the usual ones: `{ RCPT: '550 5.1.1 No such user' }`. */
  answers: Readonly<Record<string, string>> = {}
  readonly #options: MailServerOptions
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor(options: MailServerOptions) {
    this.#options = options
    const { key, cert, security } = options
    const onSocket = (socket: Socket) => {
      this.#sockets.add(socket.on('close', () => this.#sockets.delete(socket)).on('error', () => {}))
      this.#greet(socket, security === 'tls')
    }
    this.#server = security === 'tls' ? createTlsServer({ key, cert }, onSocket) : createServer(onSocket)
  }

  static async start(options: MailServerOptions): Promise<MailServer> {
    const server = new MailServer(options)
    server.#server.listen(0, '127.0.0.1')
    await once(server.#server, 'listening')
    return server
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #greet(socket: Socket, isEncrypted: boolean): void {
    socket.write('220 mail.test ESMTP\r\n')
    this.#converse(socket, { isEncrypted, user: null, from: '', to: [], data: null })
  }

  #converse(socket: Socket, state: Conversation): void {
    let buffered = ''
    let isLogin: string | null = null
    const onData = (chunk: Buffer) => {
      buffered += chunk.toString('latin1')
      for (let end = buffered.indexOf('\r\n'); end >= 0; end = buffered.indexOf('\r\n')) {
        const line = buffered.slice(0, end)
        buffered = buffered.slice(end + 2)
        if (state.data) this.#takeData(socket, state, line)
        else if (isLogin !== null) isLogin = this.#takeLogin(socket, state, isLogin, line)
        else if (/^STARTTLS/i.test(line) && !this.answers.STARTTLS) {
          socket.removeListener('data', onData)
          this.#upgrade(socket)
          return
        } else if (/^AUTH LOGIN/i.test(line)) {
          socket.write('334 VXNlcm5hbWU6\r\n')
          isLogin = ''
        } else this.#answer(socket, state, line)
      }
    }
    socket.on('data', onData)
  }

  #upgrade(socket: Socket): void {
    this.commands.push('STARTTLS')
    socket.write('220 Go ahead\r\n')
    const { key, cert } = this.#options
    const secure = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext({ key, cert }) })
    this.#sockets.add(secure.on('error', () => {}))
    this.#converse(secure, { isEncrypted: true, user: null, from: '', to: [], data: null })
  }

  #answer(socket: Socket, state: Conversation, line: string): void {
    const verb = line.split(' ')[0]?.toUpperCase() ?? ''
    this.commands.push(verb === 'AUTH' ? 'AUTH' : line)
    const told = this.answers[verb]
    if (told !== undefined) socket.write(`${told}\r\n`)
    else if (verb === 'EHLO') socket.write(`250-mail.test\r\n${this.#features(state)}250 8BITMIME\r\n`)
    else if (verb === 'AUTH')
      this.#checkLogin(socket, state, Buffer.from(line.split(' ')[2] ?? '', 'base64').toString())
    else if (verb === 'MAIL') {
      state.from = /<(.*?)>/.exec(line)?.[1] ?? ''
      socket.write(state.user === null ? '530 5.7.0 Log in first\r\n' : '250 OK\r\n')
    } else if (verb === 'RCPT') {
      state.to.push(/<(.*?)>/.exec(line)?.[1] ?? '')
      socket.write('250 OK\r\n')
    } else if (verb === 'DATA') {
      state.data = []
      socket.write('354 Go on\r\n')
    } else if (verb === 'QUIT') socket.end('221 Bye\r\n')
    else socket.write('250 OK\r\n')
  }

  #features({ isEncrypted }: Conversation): string {
    const startTls = this.#options.security === 'starttls' && !isEncrypted ? '250-STARTTLS\r\n' : ''
    return isEncrypted || this.#options.security === 'none' ? `${startTls}250-AUTH PLAIN LOGIN\r\n` : startTls
  }

  #takeLogin(socket: Socket, state: Conversation, user: string, line: string): string | null {
    const text = Buffer.from(line, 'base64').toString()
    if (user === '') {
      socket.write('334 UGFzc3dvcmQ6\r\n')
      return text
    }
    this.#checkLogin(socket, state, `\0${user}\0${text}`)
    return null
  }

  #checkLogin(socket: Socket, state: Conversation, given: string): void {
    const [, user, password] = given.split('\0')
    const isRight = user === this.#options.user && password === this.#options.password
    state.user = isRight ? user : null
    socket.write(isRight ? '235 2.7.0 Welcome\r\n' : `535 5.7.8 No, ${user}, not with this password\r\n`)
  }

  #takeData(socket: Socket, state: Conversation, line: string): void {
    if (line !== '.') {
      state.data?.push(line.startsWith('.') ? line.slice(1) : line)
      return
    }
    const { from, to, isEncrypted, user } = state
    const data = Buffer.from(state.data?.join('\r\n') ?? '', 'latin1').toString('utf8')
    this.mails.push({ from, to: [...to], data, isEncrypted, user })
    state.data = null
    state.to = []
    socket.write('250 2.0.0 Taken\r\n')
  }
}

/** The readable parts of a mail: subject and text decoded (RFC 2047, RFC 2045), enough for what nodemailer writes. */
export function readMail({ data }: ReceivedMail): {
  readonly subject: string
  readonly text: string
  readonly html: string
} {
  const [head = ''] = data.split('\r\n\r\n')
  const unfolded = head.replace(/\r\n[ \t]+/g, ' ')
  const subject = decodeWords(/^Subject: (.*)$/im.exec(unfolded)?.[1] ?? '')
  const part = (type: string) => {
    const found = new RegExp(
      `Content-Type: ${type}[^]*?Content-Transfer-Encoding: (\\S+)\\r\\n\\r\\n([^]*?)\\r\\n--`,
    ).exec(data)
    return decodePart(found?.[1] ?? '', found?.[2] ?? '')
  }
  return { subject, text: part('text/plain'), html: part('text/html') }
}

function decodePart(encoding: string, content: string): string {
  if (encoding === 'base64') return Buffer.from(content, 'base64').toString('utf8')
  if (encoding !== 'quoted-printable') return content
  return decodeQuoted(content.replace(/=\r\n/g, ''))
}

function decodeQuoted(text: string): string {
  const bytes = text.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

function decodeWords(text: string): string {
  return text
    .replace(/\?= =\?/g, '?==?')
    .replace(/=\?UTF-8\?([QB])\?(.*?)\?=/gi, (_, kind: string, word: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(word, 'base64').toString('utf8')
        : decodeQuoted(word.replaceAll('_', ' ')),
    )
}
