/**
 * The description of the service (WSDL 1.1), after Decision 1543/QĐ-TCHQ, appendix part I, 4. As printed there it is
 * no XML: blanks are missing (`wsdl:partname=`, `soap:bindingtransport=`, `soap12:operationsoapAction=`), and address,
 * input and output run into their attributes. Those are mended; names, namespaces and actions are the decision's.
 * Namespaces that nothing uses are left out, and `minOccurs` of the request is 1: a call without it means nothing.
 */
import { escapeXml } from '../../signature/xml/xml-text.ts'
import { serviceOperation } from './service-operation.ts'

/** What differs between the two ports. */
const PORTS = [
  { prefix: 'soap', name: 'WEBSV_TN_CANGSoap' },
  { prefix: 'soap12', name: 'WEBSV_TN_CANGSoap12' },
] as const

/** @param address Where the service is: its own URL. */
export function wsdl(address: string): string {
  const { namespace, name, parameter, action } = serviceOperation
  return `<?xml version="1.0" encoding="utf-8"?>
<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:soap12="http://schemas.xmlsoap.org/wsdl/soap12/" xmlns:s="http://www.w3.org/2001/XMLSchema" xmlns:tns="${namespace}" targetNamespace="${namespace}">
  <wsdl:documentation>Cổng tiếp nhận thông tin của doanh nghiệp.</wsdl:documentation>
  <wsdl:types>
    <s:schema elementFormDefault="qualified" targetNamespace="${namespace}">
      <s:element name="${name}">
        <s:complexType>
          <s:sequence>
            <s:element minOccurs="1" maxOccurs="1" name="${parameter}" type="s:string" />
          </s:sequence>
        </s:complexType>
      </s:element>
      <s:element name="${name}Response">
        <s:complexType>
          <s:sequence>
            <s:element minOccurs="0" maxOccurs="1" name="${name}Result" type="s:string" />
          </s:sequence>
        </s:complexType>
      </s:element>
    </s:schema>
  </wsdl:types>
  <wsdl:message name="${name}SoapIn">
    <wsdl:part name="parameters" element="tns:${name}" />
  </wsdl:message>
  <wsdl:message name="${name}SoapOut">
    <wsdl:part name="parameters" element="tns:${name}Response" />
  </wsdl:message>
  <wsdl:portType name="WEBSV_TN_CANGSoap">
    <wsdl:operation name="${name}">
      <wsdl:documentation>Tiếp nhận message của Hải Quan sử dụng chữ ký số.</wsdl:documentation>
      <wsdl:input message="tns:${name}SoapIn" />
      <wsdl:output message="tns:${name}SoapOut" />
    </wsdl:operation>
  </wsdl:portType>
${PORTS.map(({ prefix, name: port }) => binding(prefix, port, name, action)).join('\n')}
  <wsdl:service name="WEBSV_TN_CANG">
    <wsdl:documentation>Cổng tiếp nhận thông tin của doanh nghiệp.</wsdl:documentation>
${PORTS.map(({ prefix, name: port }) => portOf(prefix, port, address)).join('\n')}
  </wsdl:service>
</wsdl:definitions>
`
}

function binding(prefix: string, port: string, operation: string, action: string): string {
  return `  <wsdl:binding name="${port}" type="tns:WEBSV_TN_CANGSoap">
    <${prefix}:binding transport="http://schemas.xmlsoap.org/soap/http" style="document" />
    <wsdl:operation name="${operation}">
      <${prefix}:operation soapAction="${action}" style="document" />
      <wsdl:input>
        <${prefix}:body use="literal" />
      </wsdl:input>
      <wsdl:output>
        <${prefix}:body use="literal" />
      </wsdl:output>
    </wsdl:operation>
  </wsdl:binding>`
}

function portOf(prefix: string, port: string, address: string): string {
  return `    <wsdl:port name="${port}" binding="tns:${port}">
      <${prefix}:address location="${escapeXml(address)}" />
    </wsdl:port>`
}
