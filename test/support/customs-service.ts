/**
 * The customs side of Decision 1543/QĐ-TCHQ, part II: a service over real HTTP(S) by the npm package `soap`, which
 * remembers messages by their id and answers a repeated one as it did before. It fails in the ways that it is told to.
 * Its record says what really arrived. xmlsec1 signs the contents of its answers beforehand (the decision has customs
 * sign nothing else) and judges what came afterwards, so that no call waits for it.
 */
import { createHash, randomUUID } from 'node:crypto'
import { createServer as createPlainServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { type ISoapServiceMethod, listen } from 'soap'
import { judgeWithXmlsec1 } from '../judges/xmlsec1.ts'
import { signAsCustoms } from './customs-caller.ts'
import type { IssuedCertificate } from './pki.ts'

/** What becomes of one call. */
export type CustomsBehaviour =
  | 'accept'
  | 'refuse'
  | 'tampered' // the answer is changed after it was signed
  | 'stranger' // somebody else signs the answer
  | 'other-message' // the answer is to another reference
  | 'hang' // takes the message in and never answers
  | 'cut' // takes the message in and cuts the connection
  | 'error-500' // a page of a web server; the message is not taken in
  | 'fault' // a SOAP fault; the message is not taken in
  | 'oversize' // takes the message in and answers 9 MB
  | 'hostile' // takes the message in and answers with a DOCTYPE

export interface CustomsCall {
  readonly messageId: string
  readonly behaviour: CustomsBehaviour
  /** SHA-256 of the signed message. */
  readonly sha256: string
  readonly action: string
  /** Whether a whole answer was sent; not so when the caller gave up before. */
  isAnswered: boolean
}

export interface CustomsServiceOptions {
  readonly customs: IssuedCertificate
  readonly stranger: IssuedCertificate
  /** Authority of the enterprises' certificates. */
  readonly trustedPem: string
  readonly tls?: IssuedCertificate
}

const OPERATION = 'GuiThongDiep'
const NAMESPACE = 'http://ecustoms.customs.gov.vn'
export const CUSTOMS_OPERATION = {
  namespace: NAMESPACE,
  action: `${NAMESPACE}/${OPERATION}`,
  operation: OPERATION,
  parameter: 'sRequest',
} as const

/** `Body` of answers, signed. */
type Bodies = Readonly<Record<'received' | 'refused' | 'stranger', string>>

/** What is sent wholly and answers nothing all the same. */
const NO_ANSWER: readonly CustomsBehaviour[] = ['fault', 'error-500', 'oversize', 'hostile']

export class CustomsService {
  readonly calls: CustomsCall[] = []
  /** How many messages were taken in, and what each was answered. */
  readonly accepted = new Map<string, string>()
  readonly #options: CustomsServiceOptions
  readonly #next: CustomsBehaviour[] = []
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #responses = new WeakMap<IncomingMessage, ServerResponse>()
  readonly #messages = new Map<string, Buffer>()
  readonly #bodies: Bodies

  private constructor(options: CustomsServiceOptions, bodies: Bodies) {
    this.#options = options
    this.#bodies = bodies
    const { tls } = options
    this.#server = tls ? createServer({ key: tls.privateKeyPkcs8Pem, cert: tls.certificatePem }) : createPlainServer()
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
    })
  }

  static async start(options: CustomsServiceOptions): Promise<CustomsService> {
    const { customs, stranger } = options
    const [received, refused, strange] = await Promise.all([
      signedBody(RECEIVED, customs),
      signedBody(REFUSED, customs),
      signedBody(RECEIVED, stranger),
    ])
    const service = new CustomsService(options, { received, refused, stranger: strange })
    await new Promise<void>((resolve) => service.#server.listen(0, '127.0.0.1', resolve))
    const answer: ISoapServiceMethod = ({ sRequest }, done, _headers, request) =>
      void service.#answer(String(sRequest), request).then(
        (text) => text !== null && done?.({ [`${OPERATION}Result`]: text }),
        (fault: Error) => done?.({ Fault: { faultcode: 'soap:Server', faultstring: fault.message, statusCode: 500 } }),
      )
    const port = { [OPERATION]: answer }
    const services = { HaiQuan: { HaiQuanSoap: port } }
    await new Promise<void>((resolve) =>
      listen(service.#server, { path: '/ws', services, xml: wsdl(service.url), callback: () => resolve() }),
    )
    service.#standInFront()
    return service
  }

  /** What a web server before the service says, which reads no message. */
  #standInFront(): void {
    const handlers = this.#server.listeners('request') as ((...args: unknown[]) => void)[]
    this.#server.removeAllListeners('request')
    this.#server.on('request', (request, response) => {
      this.#responses.set(request, response)
      if (request.method === 'POST' && this.#next[0] === 'error-500') {
        this.#note({ messageId: '', behaviour: 'error-500', sha256: '', action: '', isAnswered: false }, request)
        request.resume().on('end', () => response.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Lỗi</h1>'))
        return
      }
      for (const handle of handlers) handle.call(this.#server, request, response)
    })
  }

  get url(): string {
    return `${this.#options.tls ? 'https' : 'http'}://localhost:${this.port}/ws`
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** What becomes of the next calls; all others are accepted. */
  behave(...behaviours: readonly CustomsBehaviour[]): void {
    this.#next.push(...behaviours)
  }

  /** Calls with a message of this id. */
  callsOf(messageId: string): readonly CustomsCall[] {
    return this.calls.filter((call) => call.messageId === messageId)
  }

  /** Messages that xmlsec1 finds no valid signature of an enterprise on, of all that came. */
  async invalid(): Promise<readonly string[]> {
    const { trustedPem } = this.#options
    const verdicts = Array.from(this.#messages, async ([sha256, message]) => {
      const { accepted } = await judgeWithXmlsec1(message, { trustedPem })
      return accepted ? [] : [sha256]
    })
    return (await Promise.all(verdicts)).flat()
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #note(call: CustomsCall, request: IncomingMessage): void {
    this.#next.shift()
    this.calls.push(call)
    const response = this.#responses.get(request)
    response?.once('close', () => {
      call.isAnswered = response.writableFinished && !NO_ANSWER.includes(call.behaviour)
    })
  }

  /** @returns Base64; null when nothing is to be answered. */
  async #answer(text: string, request: IncomingMessage): Promise<string | null> {
    const message = Buffer.from(text, 'base64')
    const xml = message.toString('utf8')
    const messageId = textOf(xml, 'messageId')
    const behaviour = this.#next[0] ?? 'accept'
    const sha256 = createHash('sha256').update(message).digest('hex')
    const action = String(request.headers.soapaction ?? request.headers['content-type'])
    this.#note({ messageId, behaviour, sha256, action, isAnswered: false }, request)
    this.#messages.set(sha256, message)
    if (behaviour === 'fault') throw new Error('Hệ thống đang bảo trì')
    const known = this.accepted.get(messageId)
    if (known !== undefined) return encode(known)
    if (behaviour === 'refuse') return encode(answerTo(xml, '00', this.#bodies.refused))
    const answer = answerTo(xml, '99', this.#bodies.received)
    this.accepted.set(messageId, answer)
    switch (behaviour) {
      case 'tampered':
        return encode(answer.replace('<ReceiveDate>2026', '<ReceiveDate>2025'))
      case 'stranger':
        return encode(answerTo(xml, '99', this.#bodies.stranger))
      case 'other-message':
        return encode(answer.replace(/<reference>[^<]*</, '<reference>KHAC-1<'))
      case 'oversize':
        return encode(answer.padEnd(7 * 1024 * 1024))
      case 'hostile':
        return encode(answer.replace('<Envelope>', '<!DOCTYPE a [<!ENTITY e "x">]><Envelope>'))
      case 'cut':
        request.socket.destroy()
        return null
      case 'hang':
        return null
      default:
        return encode(answer)
    }
  }
}

/** Table 2.2 of part II. */
const RECEIVED = '<ReceiveDate>2026-11-23</ReceiveDate>'
/** Table 2.8 of part II. */
const REFUSED =
  '<Error><ErrorCode>HQ-102</ErrorCode><ErrorMessage>Số vận đơn chưa khai</ErrorMessage><Solution>Khai vận đơn trước</Solution></Error>'

/** `Body` with this content and the signature over it. */
async function signedBody(content: string, signer: IssuedCertificate): Promise<string> {
  const signed = await signAsCustoms(`<Envelope><Body><Content>${content}</Content></Body></Envelope>`, signer)
  const [body] = /<Body>.*<\/Body>/s.exec(signed) ?? []
  if (body === undefined) throw new Error(`xmlsec1 signed no body: ${signed}`)
  return body
}

const encode = (answer: string) => Buffer.from(answer).toString('base64')

/** The first element of that name, read without any of the code that is tried here. */
function textOf(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? ''
}

function answerTo(xml: string, fn: '99' | '00', body: string): string {
  const [, from = ''] = /<From>(.*?)<\/From>/s.exec(xml) ?? []
  return `<?xml version="1.0" encoding="UTF-8"?>
<Envelope><Header><Reference><version>1.00</version><messageId>${randomUUID().toUpperCase()}</messageId></Reference><From><name>TCHQ</name><identity>TCHQ</identity></From><To>${from}</To><Subject><type>${textOf(xml, 'type')}</type><function>${fn}</function><reference>${textOf(xml, 'reference')}</reference><sendDate>2026-11-23</sendDate><warehouseCode>${textOf(xml, 'warehouseCode')}</warehouseCode></Subject></Header>${body}</Envelope>`
}

/** The decision prints none for part II: one as for part I, with names of our own. */
function wsdl(address: string): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:s="http://www.w3.org/2001/XMLSchema" xmlns:tns="${NAMESPACE}" targetNamespace="${NAMESPACE}">
<wsdl:types><s:schema elementFormDefault="qualified" targetNamespace="${NAMESPACE}">
<s:element name="${OPERATION}"><s:complexType><s:sequence><s:element name="sRequest" type="s:string"/></s:sequence></s:complexType></s:element>
<s:element name="${OPERATION}Response"><s:complexType><s:sequence><s:element name="${OPERATION}Result" type="s:string"/></s:sequence></s:complexType></s:element>
</s:schema></wsdl:types>
<wsdl:message name="In"><wsdl:part name="parameters" element="tns:${OPERATION}"/></wsdl:message>
<wsdl:message name="Out"><wsdl:part name="parameters" element="tns:${OPERATION}Response"/></wsdl:message>
<wsdl:portType name="HaiQuanPort"><wsdl:operation name="${OPERATION}"><wsdl:input message="tns:In"/><wsdl:output message="tns:Out"/></wsdl:operation></wsdl:portType>
<wsdl:binding name="HaiQuanBinding" type="tns:HaiQuanPort"><soap:binding transport="http://schemas.xmlsoap.org/soap/http" style="document"/>
<wsdl:operation name="${OPERATION}"><soap:operation soapAction="${NAMESPACE}/${OPERATION}"/><wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output></wsdl:operation></wsdl:binding>
<wsdl:service name="HaiQuan"><wsdl:port name="HaiQuanSoap" binding="tns:HaiQuanBinding"><soap:address location="${address}"/></wsdl:port></wsdl:service>
</wsdl:definitions>`
}
