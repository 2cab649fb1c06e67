/** The default certificates: the gateway's, and those of its databases. */
import { type BoundCertificate, type DefaultCertificatesView, subjectName } from '@congky/shared'
import { useState } from 'preact/hooks'
import { Button } from '../../design/button.tsx'
import { confirmAction, Dialog } from '../../design/dialog.tsx'
import { Checkbox } from '../../design/field.tsx'
import { Card, Facts, Notice } from '../../design/layout.tsx'
import { toast } from '../../design/toast.tsx'
import { formatDate, formatHex, formatNumber } from '../../format.ts'
import { CertificatePicker } from '../../parts/certificate-picker.tsx'
import { CertificateState } from '../../parts/certificate-state.tsx'
import { certificateName } from '../../parts/certificate-words.ts'
import { can } from '../../session.ts'
import { say } from '../../text.ts'
import { setDefault } from './enterprise-calls.ts'
import type { AfterEdit } from './enterprise-list.tsx'

interface Panel {
  readonly view: DefaultCertificatesView
  readonly afterEdit: AfterEdit
}

/** A place with a default of its own; null is the gateway as a whole. */
type Place = string | null

export function DefaultPanel({ view, afterEdit }: Panel) {
  const [place, setPlace] = useState<Place | undefined>(undefined)
  const { gateway, sources } = view
  return (
    <Card
      title={say('Chữ ký số mặc định', 'Default certificate')}
      lead={say(
        'Ký cho mọi doanh nghiệp không có chữ ký số riêng.',
        'Signs for every enterprise without a certificate of its own.',
      )}
      actions={
        can('configure') && (
          <>
            {gateway && (
              <Button small onClick={() => clear(view, null, afterEdit)}>
                {say('Không dùng mặc định', 'Use no default')}
              </Button>
            )}
            <Button small icon="signature" onClick={() => setPlace(null)}>
              {say('Chọn chữ ký số', 'Choose a certificate')}
            </Button>
          </>
        )
      }
    >
      {gateway ? (
        <CertificateFacts certificate={gateway} />
      ) : (
        <Notice tone="quiet">
          {say(
            'Chưa chọn: yêu cầu của doanh nghiệp không có chữ ký số riêng sẽ bị từ chối, trừ khi CSDL có mặc định.',
            'None: requests of enterprises without their own are rejected, unless their database has a default.',
          )}
        </Notice>
      )}
      {sources.length > 0 && (
        <ul class="plain-list source-defaults" aria-label={say('Mặc định của từng CSDL', 'Defaults of databases')}>
          {sources.map((each) => (
            <li key={each.source} class="row spread">
              <span class="row">
                <strong>{each.source}</strong>
                {each.certificate ? (
                  <>
                    <span>{certificateName(each.certificate)}</span>
                    <CertificateState certificate={each.certificate} />
                  </>
                ) : (
                  <span class="dim">{say('theo mặc định chung', 'as above')}</span>
                )}
              </span>
              {can('configure') && (
                <span class="actions">
                  {each.certificate && (
                    <Button kind="quiet" small onClick={() => clear(view, each.source, afterEdit)}>
                      {say('Bỏ', 'Clear')}
                      <span class="visually-hidden"> {each.source}</span>
                    </Button>
                  )}
                  <Button kind="quiet" small icon="edit" onClick={() => setPlace(each.source)}>
                    {say('Đặt riêng', 'Set')}
                    <span class="visually-hidden"> {each.source}</span>
                  </Button>
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      {place !== undefined && (
        <DefaultDialog view={view} place={place} afterEdit={afterEdit} onClose={() => setPlace(undefined)} />
      )}
    </Card>
  )
}

function CertificateFacts({ certificate }: { readonly certificate: BoundCertificate }) {
  const { subject, serial, reference, taxCode, notAfter, token } = certificate
  return (
    <Facts
      facts={[
        [
          say('Chữ ký số của', 'Certificate of'),
          subject ? subjectName(subject) : say('Chưa đọc được từ token nào', 'Not read from any token yet'),
        ],
        [say('Số sê-ri', 'Serial number'), <span class="mono">{serial ? formatHex(serial) : reference}</span>],
        [say('Mã số thuế', 'Tax code'), taxCode],
        [say('Trạng thái', 'State'), <CertificateState certificate={certificate} />],
        [say('Hết hạn', 'Expires'), notAfter === null ? null : formatDate(notAfter)],
        ['USB token', token],
      ]}
    />
  )
}

async function clear({ revision, own, all }: DefaultCertificatesView, place: Place, afterEdit: AfterEdit) {
  const others = formatNumber(all - own)
  const isSure = await confirmAction({
    title:
      place === null
        ? say('Không dùng chữ ký số mặc định?', 'Use no default certificate?')
        : say(`Bỏ mặc định của ${place}?`, `Clear the default of ${place}?`),
    body:
      place === null
        ? say(
            `${others} doanh nghiệp trong danh sách không có chữ ký số riêng, và mọi doanh nghiệp ngoài danh sách, sẽ bị từ chối ký nếu CSDL của họ không có mặc định.`,
            `${others} listed enterprises without their own, and all that are not listed, will be rejected unless their database has a default.`,
          )
        : say(
            'Yêu cầu từ CSDL này sẽ dùng mặc định chung.',
            'Requests of this database will use the default of the gateway.',
          ),
    action: say('Bỏ mặc định', 'Clear the default'),
    danger: true,
  })
  if (!isSure) return
  await afterEdit(setDefault(revision, { certificate: null, source: place, forAll: false }))
  toast(say('Đã bỏ chữ ký số mặc định', 'The default was cleared'))
}

function DefaultDialog({
  view,
  place,
  afterEdit,
  onClose,
}: Panel & { readonly place: Place; readonly onClose: () => void }) {
  const ofSource = view.sources.find(({ source }) => source === place)
  const now = (place === null ? view.gateway : ofSource?.certificate)?.reference ?? null
  const [certificate, setCertificate] = useState<string | null>(now)
  const [forAll, setForAll] = useState(false)
  const own = place === null ? view.own : (ofSource?.own ?? 0)
  const others = place === null ? view.sources.filter((each) => each.certificate !== null).length : 0
  const save = async () => {
    if (forAll && !(await isSureForAll(own, others))) return
    const { changed } = await afterEdit(setDefault(view.revision, { certificate, source: place, forAll }))
    onClose()
    const freed = formatNumber(changed)
    toast(
      forAll
        ? say(`Đã áp dụng; ${freed} doanh nghiệp thôi dùng riêng`, `Applied; ${freed} enterprises gave up their own`)
        : say('Đã đặt chữ ký số mặc định', 'The default was set'),
    )
  }
  return (
    <Dialog
      title={
        place === null
          ? say('Chọn chữ ký số mặc định', 'Choose the default certificate')
          : say(`Chữ ký số mặc định của ${place}`, `Default certificate of ${place}`)
      }
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{say('Hủy', 'Cancel')}</Button>
          <Button kind="primary" disabled={certificate === null} onClick={save}>
            {say('Đặt làm mặc định', 'Make it the default')}
          </Button>
        </>
      }
    >
      <CertificatePicker
        label={say('Chữ ký số', 'Certificate')}
        value={certificate}
        onChange={setCertificate}
        certificates={view.certificates}
      />
      {own + others > 0 && (
        <Checkbox
          label={say(
            `Áp dụng cho toàn bộ các doanh nghiệp (bỏ chữ ký số riêng của ${formatNumber(own)} doanh nghiệp)`,
            `Apply to every enterprise (${formatNumber(own)} lose their own certificate)`,
          )}
          value={forAll}
          onChange={setForAll}
        />
      )}
    </Dialog>
  )
}

function isSureForAll(own: number, others: number): Promise<boolean> {
  const count = formatNumber(own)
  const defaults =
    others === 0
      ? ''
      : say(` Mặc định riêng của ${others} CSDL cũng bị bỏ.`, ` The defaults of ${others} databases go as well.`)
  return confirmAction({
    title: say('Áp dụng cho toàn bộ các doanh nghiệp?', 'Apply to every enterprise?'),
    body: say(
      `${count} doanh nghiệp đang dùng chữ ký số riêng sẽ ký bằng chữ ký số mặc định này.${defaults} Không hoàn tác được bằng một lần bấm; nên xuất CSV trước.`,
      `${count} enterprises with certificates of their own will sign with this default.${defaults} There is no single click back; export a CSV first.`,
    ),
    action: say(`Đổi ${count} doanh nghiệp`, `Change ${count} enterprises`),
    danger: true,
  })
}
