/* SPDX-License-Identifier: MIT */
/* Included last in every .c file: calls with a known trap become compile errors. No guard: it has nothing to repeat.
   (alloca is a macro of <stdlib.h> and cannot be poisoned; -Walloca refuses it.) */
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok atoi atol atof gmtime localtime ctime asctime
#pragma GCC poison rand srand tmpnam mktemp setlocale system popen gets

