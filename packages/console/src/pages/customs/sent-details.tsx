import type { ExchangeMessagePicture } from '@congky/shared'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { CopyText } from '../../design/copy-text.tsx'
import { confirmAction } from '../../design/dialog.tsx'
import { Card, Facts, Loaded, Notice, PageHead } from '../../design/layout.tsx'
import { toast } from '../../design/toast.tsx'
import { formatExactTime, formatNumber } from '../../format.ts'
import { status, watching } from '../../live.ts'
import { useResource } from '../../resource.ts'
import { href } from '../../router.ts'
import { can } from '../../session.ts'
import { say, sayOf } from '../../text.ts'
import { TextCard } from './text-card.tsx'
import { reasonNext, reasonText, StateBadge } from './words.tsx'

/** What goes on by itself is looked at again: the status counts messages, and counts may stay the same. */
const UNDER_WAY: readonly ExchangeMessagePicture['state'][] = ['signing', 'waiting', 'unknown']
const LOOK_MS = 2_000

export function SentDetails({ id }: { readonly id: string }) {
  const path = `/admin/exchange/messages/${encodeURIComponent(id)}`
  const standing = JSON.stringify(status.value?.exchange?.send)
  const message = useResource<ExchangeMessagePicture>(
    (signal) => call('GET', `${path}/picture`, { ...watching, signal }),
    [path, standing],
  )
  const { data, reload } = message
  const isUnderWay = data !== null && UNDER_WAY.includes(data.state)
  useEffect(() => {
    if (!isUnderWay) return
    const timer = setInterval(() => void reload(), LOOK_MS)
    return () => clearInterval(timer)
  }, [isUnderWay, reload])
  return (
    <div class="stack">
      <PageHead
        title={data ? sayOf(data.title) : say('Thông điệp gửi hải quan', 'Message to customs')}
        lead={data?.reference}
        back={href('/customs/sent')}
      />
      <Loaded of={message} lines={8}>
        {(shown) => (
          <>
            <Standing message={shown} path={path} reload={message.reload} />
            <Card title={say('Thông tin', 'Facts')}>
              <Facts facts={factsOf(shown)} />
            </Card>
            <TextCard
              title={say('Trả lời của hải quan', 'Answer of customs')}
              {...{ path, of: 'answer' }}
              isKept={shown.kept.answer}
              missing={
                shown.answeredAt === null
                  ? say('Hải quan chưa trả lời.', 'Customs has not answered yet.')
                  : say('Nội dung đã quá hạn lưu.', 'It was dropped for its age.')
              }
            />
            <TextCard
              title={say('Thông điệp', 'Message')}
              {...{ path, of: 'message' }}
              isKept={shown.kept.message}
              missing={say('Nội dung đã quá hạn lưu.', 'It was dropped for its age.')}
            />
          </>
        )}
      </Loaded>
    </div>
  )
}

interface StandingProps {
  readonly message: ExchangeMessagePicture
  readonly path: string
  readonly reload: () => Promise<void>
}

/** What became of it, why, and what to do. */
function Standing({ message, path, reload }: StandingProps) {
  const { state, error } = message
  const retry = async () => {
    const isWanted = await confirmAction({
      title: say('Gửi lại thông điệp này?', 'Send this message again?'),
      body: whatHappens(message),
      action: say('Gửi lại', 'Send again'),
    })
    if (!isWanted) return
    await call('POST', `${path}/retry`, { body: {} })
    await reload()
    toast(say('Thông điệp đang được gửi lại', 'It is being sent again'))
  }
  const button = state === 'held' && can('operate') && (
    <Button kind="primary" icon="refresh" onClick={retry}>
      {say('Gửi lại', 'Send again')}
    </Button>
  )
  if (!error) {
    return (
      <div class="row">
        <StateBadge state={state} />
        {message.answeredAt && <span class="dim">{formatExactTime(message.answeredAt)}</span>}
        {button}
      </div>
    )
  }
  return (
    <Notice tone={state === 'refused' ? 'bad' : 'warn'} title={reasonText(error)} actions={button}>
      <p class="customs-reason">{reasonNext(error)}</p>
      <p class="dim small-text">
        <StateBadge state={state} /> {error.code}
      </p>
    </Notice>
  )
}

function whatHappens({ signedAt }: ExchangeMessagePicture): string {
  if (signedAt === null) {
    return say(
      'Thông điệp chưa được ký, nên hải quan chưa có. Cổng ký sẽ ký rồi gửi.',
      'It is not signed, so customs does not have it. The gateway signs it, then sends it.',
    )
  }
  return say(
    'Hải quan có thể đã nhận thông điệp này. Cổng ký gửi lại đúng bản đã ký, không ký lại, vẫn cùng mã định danh, nên hải quan nhận ra nếu đã có.',
    'Customs may have it already. The gateway sends the very same signed message under the same id, so that customs can tell; nothing is signed again.',
  )
}

function factsOf(message: ExchangeMessagePicture): readonly (readonly [string, ComponentChildren])[] {
  const time = (value: string | null) => (value === null ? null : formatExactTime(value))
  return [
    [say('Số tham chiếu', 'Reference'), message.reference],
    [say('Doanh nghiệp', 'Enterprise'), message.from],
    [say('Gửi cho', 'To'), message.to],
    [say('Người gửi', 'Requester'), message.requester],
    [say('Nhận lúc', 'Handed in'), time(message.createdAt)],
    [say('Ký lúc', 'Signed'), time(message.signedAt)],
    [say('Hải quan trả lời lúc', 'Answered'), time(message.answeredAt)],
    [
      say('Số lần gửi chưa có phản hồi', 'Attempts without an answer'),
      message.attempts === 0 ? null : formatNumber(message.attempts),
    ],
    [say('Gửi lại lúc', 'Next attempt'), time(message.nextAttemptAt)],
    [say('Loại', 'Kind'), `${message.type}-${message.function}`],
    [
      say('Định danh', 'Message id'),
      <CopyText key="id" text={message.messageId} label={say('định danh', 'the message id')} />,
    ],
  ]
}
