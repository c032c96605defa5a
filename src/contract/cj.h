/* SPDX-License-Identifier: MIT */
#ifndef CONTRACT_CJ_H
#define CONTRACT_CJ_H

/*
 * cJSON without what has a known trap: cJSON_GetObjectItem ignores case, cJSON_Parse keeps its place in a global and
 * takes trailing garbage, the printers read numbers back as doubles. It parses only what json_scan has let through.
 */

#include <cjson/cJSON.h>

#pragma GCC poison cJSON_GetObjectItem cJSON_HasObjectItem cJSON_Parse cJSON_ParseWithOpts cJSON_ParseWithLength
#pragma GCC poison cJSON_Print cJSON_PrintUnformatted cJSON_PrintBuffered cJSON_PrintPreallocated cJSON_InitHooks

#endif
