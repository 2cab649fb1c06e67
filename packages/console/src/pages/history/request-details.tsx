import type { RequestDetails } from '@congky/shared'
import { call } from '../../api.ts'
import { Button, ButtonLink } from '../../design/button.tsx'
import { CopyText } from '../../design/copy-text.tsx'
import { Card, Facts, Loaded, Notice, PageHead } from '../../design/layout.tsx'
import { toast } from '../../design/toast.tsx'
import { formatBytes, formatExactTime, formatHex } from '../../format.ts'
import { profileTitle } from '../../parts/profile-title.ts'
import { type Resource, useResource } from '../../resource.ts'
import { href } from '../../router.ts'
import { can } from '../../session.ts'
import { say } from '../../text.ts'
import { DocumentCard } from './document-card.tsx'
import './history.css'
import { ProofCard } from './proof-card.tsx'
import { SignaturesCard } from './signatures-card.tsx'
import { StagesCard } from './stages-card.tsx'
import { Story } from './story.tsx'
import { commonName, reasonNext, reasonText, StateBadge } from './words.tsx'

export function RequestDetailsPage({ id }: { readonly id: string }) {
  const path = `/admin/requests/${encodeURIComponent(id)}`
  const request = useResource<RequestDetails>((signal) => call('GET', path, { signal }), [path])
  return (
    <div class="stack">
      <PageHead
        title={titleOf(request.data)}
        lead={request.data && (request.data.enterprise ?? request.data.taxCode)}
        back={href('/history')}
      />
      <Loaded of={request} lines={8}>
        {(data) => <Details request={data} resource={request} />}
      </Loaded>
    </div>
  )
}

function titleOf(request: RequestDetails | null): string {
  if (request === null) return say('Yêu cầu ký', 'Request')
  return request.reference ?? `${request.source} · ${request.externalId}`
}

interface DetailsProps {
  readonly request: RequestDetails
  readonly resource: Resource<RequestDetails>
}

function Details({ request, resource }: DetailsProps) {
  return (
    <>
      <Standing request={request} reload={resource.reload} />
      {request.state === 'awaiting-approval' && can('approve') && (
        <div class="row">
          <ButtonLink href={href(`/approvals/${request.id}`)} kind="primary" icon="approve">
            {say('Mở để duyệt', 'Open to decide')}
          </ButtonLink>
        </div>
      )}
      <Card title={say('Thông tin', 'Facts')}>
        <Facts facts={factsOf(request)} />
      </Card>
      <div class="history-columns">
        <div class="stack">
          <Card title={say('Quá trình', 'Story')}>
            <Story steps={request.story} />
          </Card>
          {request.stages.length > 0 && <StagesCard stages={request.stages} />}
        </div>
        <div class="stack">
          <ProofCard id={request.id} />
          {request.documents.signed && <SignaturesCard id={request.id} />}
          <Card
            title={say('Mã băm SHA-256', 'SHA-256 hashes')}
            lead={say(
              'Tính lại từ tệp bạn có: nếu trùng thì đúng là chứng từ này.',
              'Compute it of the file you have: when it is the same, so is the document.',
            )}
          >
            <Hash label={say('chứng từ gốc', 'original document')} hash={request.documentSha256} />
            {request.signedSha256 && (
              <Hash label={say('chứng từ đã ký', 'signed document')} hash={request.signedSha256} />
            )}
          </Card>
        </div>
      </div>
      <DocumentCard request={request} />
    </>
  )
}

/** What became of it, why, and what to do. */
function Standing({ request, reload }: { readonly request: RequestDetails; readonly reload: () => Promise<void> }) {
  const { state, reason, id } = request
  const retry = async () => {
    await call('POST', `/admin/requests/${id}/retry`, { body: {} })
    await reload()
    toast(say('Đã đưa vào hàng chờ ký lại', 'It will be tried again'))
  }
  if (reason === null) {
    return (
      <div class="row">
        <StateBadge state={state} />
        {request.signedAt && <span class="dim">{formatExactTime(request.signedAt)}</span>}
      </div>
    )
  }
  return (
    <Notice
      tone={state === 'held' ? 'warn' : 'bad'}
      title={reasonText(reason)}
      actions={
        state === 'held' &&
        can('operate') && (
          <Button kind="primary" icon="refresh" onClick={retry}>
            {say('Thử lại', 'Try again')}
          </Button>
        )
      }
    >
      <p>{reasonNext(reason)}</p>
      <p class="dim small-text">
        <StateBadge state={state} /> {reason.code}
      </p>
    </Notice>
  )
}

function Hash({ label, hash }: { readonly label: string; readonly hash: string }) {
  return (
    <div>
      <p class="dim small-text history-label">{label}</p>
      <CopyText text={hash} shown={formatHex(hash)} label={say(`mã băm ${label}`, `the hash of the ${label}`)} />
    </div>
  )
}

function factsOf(request: RequestDetails): readonly (readonly [string, string | null])[] {
  const { certificate, workstation } = request
  const time = (value: string | null) => (value === null ? null : formatExactTime(value))
  return [
    [say('Doanh nghiệp', 'Enterprise'), request.enterprise],
    [say('Mã số thuế', 'Tax code'), request.taxCode],
    [say('Số tham chiếu', 'Reference'), request.reference],
    [say('Mẫu ký', 'Profile'), profileTitle(request.profile)],
    [say('Nguồn', 'Source'), request.source],
    [say('Mã tại nguồn', 'Id at the source'), request.externalId],
    [say('Máy trạm', 'Workstation'), workstation?.name ?? null],
    [say('Người gửi', 'Requester'), request.requester],
    [say('Gửi từ', 'Sent from'), request.origin],
    [say('Chữ ký số', 'Certificate'), certificate && commonName(certificate.subject)],
    [say('Số sê-ri', 'Serial number'), certificate && formatHex(certificate.serial)],
    [say('Nhận lúc', 'Received'), time(request.receivedAt)],
    [say('Bắt đầu ký lúc', 'Signing began'), time(request.intentAt)],
    [say('Ký lúc', 'Signed'), time(request.signedAt)],
    [say('Trả kết quả lúc', 'Delivered'), time(request.deliveredAt)],
    [say('Chỉ ký từ', 'Not before'), time(request.notBefore)],
    [say('Hạn ký', 'Deadline'), time(request.deadline)],
    [say('Kích thước', 'Size'), formatBytes(request.documentBytes)],
    [say('Mã yêu cầu', 'Request id'), request.id],
  ]
}
