/* The declarations of PKCS#11, from the headers in the installed pkcs11js package (-I at build time). */
#ifndef CRYPTOKI_H
#define CRYPTOKI_H

#define CK_PTR *
#define CK_DECLARE_FUNCTION(returnType, name) returnType name
#define CK_DECLARE_FUNCTION_POINTER(returnType, name) returnType(*name)
#define CK_CALLBACK_FUNCTION(returnType, name) returnType(*name)
#include "pkcs11.h"

#endif
