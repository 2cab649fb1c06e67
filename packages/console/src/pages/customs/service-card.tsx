/** Whether customs can call and be called, and what is in the way. */
import type { ErrorView, ExchangeView, ReceiveView, SendView } from '@congky/shared'
import type { ComponentChildren } from 'preact'
import { CopyText } from '../../design/copy-text.tsx'
import { Badge, Card, Facts, Notice } from '../../design/layout.tsx'
import { formatAgo, formatDateTime, formatNumber } from '../../format.ts'
import { href } from '../../router.ts'
import { say } from '../../text.ts'
import { reasonNext, reasonText } from './words.tsx'

export function ServiceCard({ exchange: { receive, send } }: { readonly exchange: ExchangeView }) {
  return (
    <Card title={say('Dịch vụ', 'Service')}>
      {receive?.lastProblem && (
        <Problem
          title={say('Hải quan gọi đến mà không được trả lời', 'Customs called and got no answer')}
          problem={receive.lastProblem}
        >
          <p class="dim small-text">{formatDateTime(receive.lastProblem.at)}</p>
        </Problem>
      )}
      {send?.problem && (
        <Problem
          title={say('Không xem được các thông điệp gửi hải quan', 'The messages to customs cannot be looked at')}
          problem={send.problem}
        />
      )}
      {send !== null && send.held > 0 && (
        <Notice
          tone="warn"
          title={say(
            `${formatNumber(send.held)} thông điệp cần người xử lý`,
            `${formatNumber(send.held)} message${send.held === 1 ? ' needs' : 's need'} a person`,
          )}
        >
          <a href={href('/customs/sent')}>{say('Xem ở Gửi hải quan', 'See them under To customs')}</a>
        </Notice>
      )}
      <Facts
        facts={[
          [say('Nhận thông điệp', 'Receiving'), <Receiving key="receive" receive={receive} />],
          [say('Gửi thông điệp', 'Sending'), <Sending key="send" send={send} />],
        ]}
      />
    </Card>
  )
}

function Receiving({ receive }: { readonly receive: ReceiveView | null }) {
  if (receive === null) return <Off />
  const { path, received, lastReceivedAt } = receive
  return (
    <div class="customs-service">
      <On />
      <p>
        {lastReceivedAt === null
          ? say('Chưa nhận thông điệp nào từ lúc khởi động.', 'Nothing came since the start.')
          : say(
              `Thông điệp gần nhất ${formatAgo(lastReceivedAt)}; ${formatNumber(received)} từ lúc khởi động.`,
              `The last one ${formatAgo(lastReceivedAt)}; ${formatNumber(received)} since the start.`,
            )}
      </p>
      <div class="dim small-text">
        {say('Địa chỉ khai với hải quan:', 'The address to tell customs:')}{' '}
        <CopyText text={`${location.origin}${path}`} label={say('địa chỉ dịch vụ', 'the address of the service')} />
      </div>
    </div>
  )
}

function Sending({ send }: { readonly send: SendView | null }) {
  if (send === null) return <Off />
  const open = send.signing + send.waiting
  const parts = [
    ...(open > 0 ? [say(`${formatNumber(open)} chờ ký hoặc gửi`, `${formatNumber(open)} to be signed or sent`)] : []),
    ...(send.unknown > 0
      ? [
          say(
            `${formatNumber(send.unknown)} chờ hải quan trả lời`,
            `${formatNumber(send.unknown)} without an answer yet`,
          ),
        ]
      : []),
  ]
  return (
    <div class="customs-service">
      <On />
      <p>{parts.length === 0 ? say('Không còn thông điệp nào chờ.', 'Nothing waits.') : `${parts.join(' · ')}.`}</p>
    </div>
  )
}

function On() {
  return <Badge tone="good">{say('Đang chạy', 'Running')}</Badge>
}

function Off() {
  return <Badge tone="quiet">{say('Chưa bật', 'Not set up')}</Badge>
}

function Problem(props: {
  readonly title: string
  readonly problem: ErrorView
  readonly children?: ComponentChildren
}) {
  const { title, problem, children } = props
  return (
    <Notice tone="bad" title={title}>
      <p>{reasonText(problem)}</p>
      <p>{reasonNext(problem)}</p>
      {children}
    </Notice>
  )
}
