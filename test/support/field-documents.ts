/**
 * Documents as they are signed in Vietnam, one for each built-in profile of an XML signature: the elements are
 * those of the real formats, shortened; the text is made up.
 */

const invoice = `<HDon><DLHDon Id="data-HD128">
    <TTChung><PBan>2.0.1</PBan><THDon>Hóa đơn giá trị gia tăng</THDon><KHMSHDon>1</KHMSHDon><KHHDon>C26TAA</KHHDon><SHDon>128</SHDon><NLap>2026-11-22</NLap><DVTTe>VND</DVTTe></TTChung>
    <NDHDon>
      <NBan><Ten>CÔNG TY TNHH ĐẠI LÝ HẢI QUAN ÁNH DƯƠNG</Ten><MST>0101300842</MST><DChi>Số 18 Lạch Tray, Hải Phòng</DChi></NBan>
      <NMua><Ten>Công ty "Hoa Mai" &amp; Cộng sự</Ten><MST>0301519977-029</MST></NMua>
      <DSHHDVu><HHDVu><TChat>1</TChat><STT>1</STT><THHDVu>Dịch vụ khai báo hải quan</THHDVu><DVTinh>Tờ khai</DVTinh><SLuong>2</SLuong><DGia>600000</DGia><ThTien>1200000</ThTien><TSuat>8%</TSuat></HHDVu></DSHHDVu>
      <TToan><TgTCThue>1200000</TgTCThue><TgTThue>96000</TgTThue><TgTTTBSo>1296000</TgTTTBSo><TgTTTBChu>Một triệu hai trăm chín mươi sáu nghìn đồng chẵn.</TgTTTBChu></TToan>
    </NDHDon>
  </DLHDon><MCCQT/><DSCKS/></HDon>`

const registration = `<TKhai><DLTKhai Id="TK-01">
    <TTChung><PBan>2.0.1</PBan><MSo>01/ĐKTĐ-HĐĐT</MSo><Ten>Tờ khai đăng ký sử dụng hóa đơn điện tử</Ten><TNNT>CÔNG TY TNHH ĐẠI LÝ HẢI QUAN ÁNH DƯƠNG</TNNT><MST>0101300842</MST></TTChung>
    <NDTKhai><HTHDon><CMa>1</CMa><KCMa>0</KCMa></HTHDon></NDTKhai>
  </DLTKhai><DSCKS><NNT/></DSCKS></TKhai>`

const summary = `<BTHDLieu><DLBTHop Id="SigningData">
    <TTChung><PBan>2.0.1</PBan><MSo>01/TH-HĐĐT</MSo><Ten>Bảng tổng hợp dữ liệu hóa đơn điện tử</Ten><SBTHDLieu>1</SBTHDLieu><TNNT>CÔNG TY TNHH ĐẠI LÝ HẢI QUAN ÁNH DƯƠNG</TNNT><MST>0101300842</MST></TTChung>
    <NDBTHDLieu><DSDLieu><DLieu><STT>1</STT><SHDon>128</SHDon></DLieu></DSDLieu></NDBTHDLieu>
  </DLBTHop><DSCKS></DSCKS></BTHDLieu>`

const notice = `<TBao><DLTBao Id="data">
    <PBan>2.0.1</PBan><MSo>04/SS-HĐĐT</MSo><Ten>Thông báo hóa đơn điện tử có sai sót</Ten><TNNT>CÔNG TY TNHH ĐẠI LÝ HẢI QUAN ÁNH DƯƠNG</TNNT><MST>0101300842</MST>
    <DSHDon><HDon><STT>1</STT><SHDon>128</SHDon><LDo>Sai địa chỉ người mua</LDo></HDon></DSHDon>
  </DLTBao><DSCKS><NNT/><CCKSKhac/></DSCKS></TBao>`

const declared = (document: string) => `<?xml version="1.0" encoding="UTF-8"?>\n${document}\n`

/** In the message that carries a document to the tax authority. */
const carried = (type: string, document: string) =>
  declared(`<TDiep>
  <TTChung><PBan>2.0.1</PBan><MNGui>0101300842</MNGui><MNNhan>TCT</MNNhan><MLTDiep>${type}</MLTDiep><MTDiep>0101300842F1A8</MTDiep><MST>0101300842</MST><SLuong>1</SLuong></TTChung>
  <DLieu>${document}</DLieu>
</TDiep>`)

/** Documents of the profile `einvoice-tt78`, by what each is. */
export const invoiceDocuments = {
  invoice: declared(invoice),
  registration: declared(registration),
  summary: declared(summary),
  notice: declared(notice),
  'invoice in a message': carried('200', invoice),
  'registration in a message': carried('100', registration),
  'summary in a message': carried('400', summary),
  'notice in a message': carried('300', notice),
} as const

export const fieldDocuments = {
  'einvoice-tt78': invoiceDocuments.invoice,
  'tax-ihtkk': `<?xml version="1.0" encoding="UTF-8"?>
<HSoThueDTu xmlns="http://kekhaithue.gdt.gov.vn/TKhaiThue" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <HSoKhaiThue>
    <TTinChung>
      <TTinDVu><maDVu>HTKK</maDVu><tenDVu>HTKK</tenDVu></TTinDVu>
      <TTinTKhaiThue>
        <TKhaiThue><maTKhai>842</maTKhai><tenTKhai>TỜ KHAI THUẾ GIÁ TRỊ GIA TĂNG (Mẫu số 01/GTGT)</tenTKhai><kyKKhai>10/2026</kyKKhai></TKhaiThue>
        <NNT><mst>0101300842</mst><tenNNT>CÔNG TY CỔ PHẦN DỊCH VỤ &amp; THƯƠNG MẠI</tenNNT></NNT>
      </TTinTKhaiThue>
    </TTinChung>
    <CTieuTKhaiChinh><!-- chỉ tiêu chính --><ct21>0</ct21><ct22 xsi:nil="true"/></CTieuTKhaiChinh>
  </HSoKhaiThue>
</HSoThueDTu>
`,
  'social-insurance': `<?xml version="1.0" encoding="utf-8"?>
<BHXH>
  <Dulieu><MaDonVi>TA0001A</MaDonVi><TenDonVi>CÔNG TY CỔ PHẦN DỊCH VỤ &amp; THƯƠNG MẠI</TenDonVi>
    <ToKhai Ma="D02-TS"><LaoDong><HoTen>Nguyễn Thị Ánh</HoTen><TuThang>11/2026</TuThang></LaoDong></ToKhai></Dulieu>
</BHXH>
`,
  'invoice-tt32': `<inv:invoice xmlns:inv="http://laphoadon.gdt.gov.vn/2014/09/invoicexml/v1">
  <inv:invoiceData id="data"><inv:invoiceNumber>0000128</inv:invoiceNumber><inv:sellerLegalName>Công ty Ánh Dương</inv:sellerLegalName><inv:sellerTaxCode>0101300842</inv:sellerTaxCode></inv:invoiceData>
  <inv:controlData/>
</inv:invoice>`,
} as const

export type FieldProfile = keyof typeof fieldDocuments
