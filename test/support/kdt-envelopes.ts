/**
 * Messages of declaration software to a customs system of ports and warehouses, of our own making: a
 * `Declaration` in base64 inside `Body/Content`, a place for the signature beside it.
 */

export interface KdtEnvelopeOptions {
  /** What stands beside Content. Default: an empty Signature. */
  readonly signature?: string
  /** What stands between the tags of Content. Default: base64 of the declaration. */
  readonly content?: string
}

const DECLARATION = `<?xml version="1.0" encoding="utf-8"?>
<Declaration>
  <issuer>929</issuer><reference>0101300842-000128</reference><function>8</function>
  <Agent><name>CÔNG TY TNHH GIAO NHẬN &amp; KHO VẬN HẢI ÂU</name><identity>0101300842</identity></Agent>
  <GoodsItem><commodity>Linh kiện điện tử, hàng mới 100%</commodity><packages>12</packages></GoodsItem>
</Declaration>
`

export const kdtContent = Buffer.from(DECLARATION).toString('base64')

export function kdtEnvelope({ signature = '<Signature/>', content = kdtContent }: KdtEnvelopeOptions = {}): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<Envelope>
  <Header>
    <procedureType>2</procedureType>
    <Reference><version>3.00</version><messageId>{6f1d7c52-0f3a-4c57-9b2c-3f6d5a1e9d10}</messageId></Reference>
    <From><name>CÔNG TY TNHH GIAO NHẬN &amp; KHO VẬN HẢI ÂU</name><identity>0101300842</identity></From>
    <To><name>Chi cục Hải quan cửa khẩu cảng Hải Phòng</name><identity>03TG</identity></To>
    <Subject><type>929</type><function>8</function><reference>0101300842-000128</reference></Subject>
  </Header>
  <Body>
    <Content>${content}</Content>
    ${signature}
  </Body>
</Envelope>
`
}
