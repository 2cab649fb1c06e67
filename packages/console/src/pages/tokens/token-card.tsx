/** One token with its certificates, and what its state asks of a person. */
import type { TokensView, TokenView } from '@congky/shared'
import { useRef, useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { CopyText } from '../../design/copy-text.tsx'
import { confirmAction } from '../../design/dialog.tsx'
import { Badge, Notice } from '../../design/layout.tsx'
import { toast } from '../../design/toast.tsx'
import { formatNumber } from '../../format.ts'
import { tokenWords, unlockCommand, waitsForPin } from '../../parts/token-words.ts'
import { can } from '../../session.ts'
import { say } from '../../text.ts'
import { CertificateBlock } from './certificate-block.tsx'
import { RenameDialog } from './rename-dialog.tsx'
import { UnlockDialog } from './unlock-dialog.tsx'

export function TokenCard(props: {
  readonly token: TokenView
  readonly view: TokensView
  readonly onChanged: () => unknown
}) {
  const { token, view, onChanged } = props
  const [open, setOpen] = useState<'unlock' | 'rename' | null>(null)
  const { tone, text } = tokenWords(token)
  const mayUnlock = waitsForPin(token) && view.pinEntry && can('unlock')
  const heading = useRef<HTMLHeadingElement>(null)
  const close = () => {
    setOpen(null)
    // The button that opened the dialog may be gone with the state that it was for.
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) heading.current?.focus()
    })
  }
  return (
    <article class="card token-card" aria-label={token.name}>
      <header class="card-head">
        <div>
          <h2 ref={heading} tabIndex={-1}>
            {token.name}
          </h2>
          <p class="dim small-text">{deviceWords(token)}</p>
        </div>
        <div class="actions">
          <Badge tone={tone}>{text}</Badge>
          {mayUnlock && (
            <Button kind="primary" icon="unlock" onClick={() => setOpen('unlock')}>
              {say('Mở khóa', 'Unlock')}
            </Button>
          )}
          {token.state === 'ready' && can('operate') && (
            <Button icon="lock" onClick={() => lock(token.name, onChanged)}>
              {say('Khóa', 'Lock')}
            </Button>
          )}
          {can('configure') && (
            <Button
              kind="quiet"
              icon="edit"
              label={say(`Đổi tên ${token.name}`, `Rename ${token.name}`)}
              onClick={() => setOpen('rename')}
            />
          )}
        </div>
      </header>
      <StateRemark token={token} pinEntry={view.pinEntry} />
      {token.certificates.length === 0 && token.state !== 'absent' && (
        <p class="dim">{say('Token này không có chữ ký số nào.', 'This token holds no certificate.')}</p>
      )}
      {token.certificates.map((certificate) => (
        <CertificateBlock
          key={certificate.thumbprint}
          {...{ token, certificate, onChanged }}
          use={view.uses[certificate.thumbprint]}
          revision={view.revision}
        />
      ))}
      {open === 'unlock' && <UnlockDialog token={token} onTried={onChanged} onClose={close} />}
      {open === 'rename' && (
        <RenameDialog name={token.name} revision={view.revision} onDone={onChanged} onClose={close} />
      )}
    </article>
  )
}

/** What there is to know or do about the state, where the badge alone does not say it. */
function StateRemark({ token, pinEntry }: { readonly token: TokenView; readonly pinEntry: boolean }) {
  if (token.pinFlag === 'locked') {
    return (
      <Notice
        tone="bad"
        title={say('Token đã bị khóa do nhập sai PIN quá nhiều lần', 'Blocked after too many wrong PINs')}
      >
        {say(
          'Mở bằng phần mềm của nhà cung cấp token, hoặc gọi cho họ; cổng ký không mở được.',
          "Unblock it with the token maker's software, or call them; the gateway cannot.",
        )}
      </Notice>
    )
  }
  return (
    <>
      {token.state === 'faulty' && (
        <Notice tone="bad" title={say('Token bị tạm ngưng vì lỗi', 'Put aside after failures')}>
          {say(
            'Trình điều khiển liên tục lỗi hoặc trả về chữ ký sai. Rút ra cắm lại rồi mở khóa; nếu vẫn lỗi, hãy liên hệ nhà cung cấp.',
            'Its driver keeps failing or returned wrong signatures. Unplug it, plug it in and unlock it; if that does not help, call its maker.',
          )}
        </Notice>
      )}
      {token.state === 'absent' && (
        <p class="dim">
          {say(
            'Cắm token vào máy cổng ký; chứng từ cần chữ ký này sẽ chờ cho đến lúc đó.',
            'Plug it into the gateway; documents that need it wait until then.',
          )}
        </p>
      )}
      {(token.pinFlag === 'count-low' || token.pinFlag === 'final-try') && waitsForPin(token) && (
        <Notice
          tone="bad"
          title={
            token.pinFlag === 'final-try'
              ? say('Chỉ còn một lần nhập PIN', 'One PIN try is left')
              : say('Token báo còn ít lần nhập PIN', 'Few PIN tries are left')
          }
        >
          {say('Nhập sai nữa có thể khóa hẳn token.', 'One more wrong PIN may block it for good.')}
        </Notice>
      )}
      {waitsForPin(token) && !pinEntry && (
        <p class="row">
          {say('Mở khóa trên máy cổng ký:', 'Unlock it on the gateway host:')}
          <CopyText text={unlockCommand(token.name)} label={say('lệnh mở khóa', 'the command')} />
        </p>
      )}
    </>
  )
}

async function lock(name: string, onChanged: () => unknown): Promise<void> {
  const isWanted = await confirmAction({
    title: say(`Khóa ${name}?`, `Lock ${name}?`),
    body: say(
      'Cổng ký quên mã PIN của token này. Chứng từ cần chữ ký này sẽ chờ cho đến khi có người mở khóa lại.',
      'The gateway forgets its PIN. Documents that need it wait until somebody unlocks it again.',
    ),
    action: say('Khóa', 'Lock'),
    danger: true,
  })
  if (!isWanted) return
  await call('POST', `/admin/tokens/${encodeURIComponent(name)}/lock`, { body: {} })
  toast(say(`Đã khóa ${name}`, `${name} is locked`))
  await onChanged()
}

function deviceWords({ manufacturer, model, serial, module, signed, queueLength }: TokenView): string {
  const device = [manufacturer, model].filter(Boolean).join(' ')
  return [
    device,
    say(`số sê-ri ${serial}`, `serial number ${serial}`),
    say(`thư viện ${module}`, `library ${module}`),
    signed.count > 0 && say(`đã ký ${formatNumber(signed.count)}`, `${formatNumber(signed.count)} signed`),
    queueLength > 0 && say(`${formatNumber(queueLength)} đang chờ`, `${formatNumber(queueLength)} waiting`),
  ]
    .filter(Boolean)
    .join(' · ')
}
