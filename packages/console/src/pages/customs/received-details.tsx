import type { ExchangeReceivedPicture } from '@congky/shared'
import { call } from '../../api.ts'
import { CopyText } from '../../design/copy-text.tsx'
import { Card, Facts, Loaded, Notice, PageHead } from '../../design/layout.tsx'
import { formatExactTime, formatNumber } from '../../format.ts'
import { status, watching } from '../../live.ts'
import { useResource } from '../../resource.ts'
import { href } from '../../router.ts'
import { say, sayOf } from '../../text.ts'
import { TextCard } from './text-card.tsx'
import { AnsweredBadge, reasonNext, reasonText } from './words.tsx'

export function ReceivedDetails({ from, messageId }: { readonly from: string; readonly messageId: string }) {
  const path = `/admin/exchange/received/${encodeURIComponent(from)}/${encodeURIComponent(messageId)}`
  const answeredAt = status.value?.exchange?.receive?.lastAnsweredAt
  const message = useResource<ExchangeReceivedPicture>(
    (signal) => call('GET', path, { ...watching, signal }),
    [path, answeredAt],
  )
  const { data } = message
  return (
    <div class="stack">
      <PageHead
        title={data ? sayOf(data.title) : say('Thông điệp hải quan gửi đến', 'Message from customs')}
        lead={data?.reference}
        back={href('/customs/received')}
      />
      <Loaded of={message} lines={8}>
        {(shown) => <Details message={shown} path={path} />}
      </Loaded>
    </div>
  )
}

function Details({ message, path }: { readonly message: ExchangeReceivedPicture; readonly path: string }) {
  const { kept, isAnswered, answers } = message
  const dropped = say('Nội dung đã quá hạn lưu.', 'It was dropped for its age.')
  return (
    <>
      <Standing message={message} />
      <Card title={say('Thông tin', 'Facts')}>
        <Facts
          facts={[
            [say('Số tham chiếu', 'Reference'), message.reference],
            [say('Người gửi', 'From'), message.from],
            [say('Gửi cho', 'For'), message.to],
            [say('Nhận lúc', 'Received'), formatExactTime(message.receivedAt)],
            [say('Loại', 'Kind'), `${message.type}-${message.function}`],
            [
              say('Định danh', 'Message id'),
              <CopyText key="id" text={message.messageId} label={say('định danh', 'the message id')} />,
            ],
            [say('Phản hồi cho thông điệp', 'Answers the message'), answers],
          ]}
        />
      </Card>
      <TextCard
        title={say('Thông điệp', 'Message')}
        {...{ path, of: 'message' }}
        isKept={kept.message}
        missing={dropped}
      />
      {answers === null && (
        <TextCard
          title={say('Trả lời của ta', 'Our answer')}
          {...{ path, of: 'answer' }}
          isKept={kept.answer}
          missing={isAnswered ? dropped : say('Chưa trả lời.', 'Not answered yet.')}
        />
      )}
    </>
  )
}

/** Customs calls again on its own: nobody here can answer a message that it does not ask about. */
function Standing({ message }: { readonly message: ExchangeReceivedPicture }) {
  if (message.isAnswered || message.answers !== null) {
    return (
      <div class="row">
        <AnsweredBadge {...message} />
      </div>
    )
  }
  const problem = status.value?.exchange?.receive?.lastProblem
  const attempts = formatNumber(message.attempts)
  return (
    <Notice tone="warn" title={say('Thông điệp này chưa được trả lời', 'This message is not answered yet')}>
      {problem && <p>{reasonText(problem)}</p>}
      {problem && <p>{reasonNext(problem)}</p>}
      <p>
        {say(
          'Khi hải quan gọi lại, cổng ký tự trả lời; bạn không phải gửi gì.',
          'When customs calls again, the gateway answers by itself; there is nothing to send.',
        )}
      </p>
      {message.attempts > 0 && (
        <p class="dim small-text">
          {say(`${attempts} lần không trả lời được`, `${attempts} attempts to answer failed`)}
        </p>
      )}
    </Notice>
  )
}
