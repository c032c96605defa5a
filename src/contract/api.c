/* SPDX-License-Identifier: MIT */
#include "contract/operations.h"

#include "base/banned.h"

enum err op_get_contract(struct call *call, const struct get_contract_input *in)
{
	(void)in;
	return contract_answer_json(call, 200, contract_openapi_json);
}
