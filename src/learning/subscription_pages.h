/* SPDX-License-Identifier: MIT */
#ifndef LEARNING_SUBSCRIPTION_PAGES_H
#define LEARNING_SUBSCRIPTION_PAGES_H

/* The links of a learning summary's mail (access_mail_link): what they are for, and the pages of the front end they lead to. */

/* Ending one subscription; all choices of a person in its helsefellesskap. */
#define SUBSCRIPTION_LINK_END 'u'
#define SUBSCRIPTION_LINK_CHOICES 'p'
#define SUBSCRIPTION_END_PAGE "/avmelding#"
#define SUBSCRIPTION_CHOICES_PAGE "/abonnement#"

#endif
