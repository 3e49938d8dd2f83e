/*
 * seeds_text.c - the texts of the seeds.
 *
 * Each row is a whole stored message: the Return-Path and the Received lines
 * that servers put in front, then the header that the sender wrote, an empty
 * line, the body.  A message from the other domain has two Received lines, the
 * newest on top: read them from below to follow its way.
 *
 * The menu in base64 has lines of 76 letters (RFC 2045 section 6.8), each cut
 * in two here.
 *
 * RFC 5321 section 4.4 (trace); RFC 5322 sections 2.1.1 and 3.6; RFC 2045,
 * RFC 2046 section 5.1 (multipart), RFC 2047 (encoded words).
 * SPDX-License-Identifier: ISC
 */
#include "client/seeds_text.h"

static const char alice_dots[] =
    "Return-Path: <bob@red.example>\n"
    "Received: from pc2.red.example ([127.0.0.1])\n"
    " by mx.red.example with ESMTP id smtp-11-1\n"
    " for <alice@red.example>;\n"
    " Mon, 02 Sep 2024 09:15:04 +0000\n"
    "From: Bob <bob@red.example>\n"
    "To: Alice <alice@red.example>\n"
    "Date: Mon, 02 Sep 2024 09:14:58 +0000\n"
    "Subject: What happens to a line with a dot?\n"
    "Message-ID: <dots.20240902@pc2.red.example>\n"
    "\n"
    "Hi Alice,\n"
    "\n"
    "a dot alone in a line ends a message, they say. So what about these?\n"
    "\n"
    ".one dot, then words\n"
    "..two dots\n"
    ".\n"
    "...\n"
    "\n"
    "You are reading this, so the dot in the middle did not end it. Look at\n"
    "the wire and count the dots there; then look at the file.\n"
    "\n"
    "Bob\n";

static const char alice_long[] =
    "Return-Path: <carol@blue.example>\n"
    "Received: from mx.blue.example ([127.0.0.1])\n"
    " by mx.red.example with ESMTP id smtp-17-1\n"
    " for <alice@red.example>;\n"
    " Tue, 03 Sep 2024 13:40:22 +0000\n"
    "Received: from pc1.blue.example ([127.0.0.1])\n"
    " by mx.blue.example with ESMTP id smtp-4-1\n"
    " for <alice@red.example>;\n"
    " Tue, 03 Sep 2024 13:40:20 +0000\n"
    "From: Carol <carol@blue.example>\n"
    "To: Alice <alice@red.example>\n"
    "Date: Tue, 03 Sep 2024 13:40:11 +0000\n"
    "Subject: The longest line I may send\n"
    "Message-ID: <ruler.20240903@pc1.blue.example>\n"
    "\n"
    "Hi Alice,\n"
    "\n"
    "the next line is a ruler. With its CR and LF it has 1000 octets.\n"
    "\n";

static const char alice_long_ending[] =
    "\n"
    "One more octet and a server might say 500.\n"
    "\n"
    "Carol\n";

static const char alice_8bit[] =
    "Return-Path: <dave@blue.example>\n"
    "Received: from mx.blue.example ([127.0.0.1])\n"
    " by mx.red.example with ESMTP id smtp-23-1\n"
    " for <alice@red.example>;\n"
    " Wed, 04 Sep 2024 16:05:51 +0000\n"
    "Received: from pc2.blue.example ([127.0.0.1])\n"
    " by mx.blue.example with ESMTP id smtp-9-1\n"
    " for <alice@red.example>;\n"
    " Wed, 04 Sep 2024 16:05:49 +0000\n"
    "From: Dave <dave@blue.example>\n"
    "To: Alice <alice@red.example>\n"
    "Date: Wed, 04 Sep 2024 16:05:30 +0000\n"
    "Subject: =?UTF-8?Q?Caf=C3=A9_at_four=3F?=\n"
    "Message-ID: <cafe.20240904@pc2.blue.example>\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    "\n"
    "Hi Alice,\n"
    "\n"
    "caf\xC3\xA9 at four? Octets above 127 need a server that says 8BITMIME:\n"
    "\n"
    "  Gr\xC3\xBC\xC3\x9F" "e aus Z\xC3\xBC" "rich\n"
    "  \xCE\x9A\xCE\xB1\xCE\xBB\xCE\xB7\xCE\xBC\xCE\xAD\xCF\x81\xCE\xB1\n"
    "  \xE3\x81\x93\xE3\x82\x93\xE3\x81\xAB\xE3\x81\xA1\xE3\x81\xAF\n"
    "\n"
    "The Subject is in a header, where only ASCII is allowed. So it says in\n"
    "ASCII letters which octets it means.\n"
    "\n"
    "Dave\n";

static const char alice_attachment[] =
    "Return-Path: <bob@red.example>\n"
    "Received: from pc2.red.example ([127.0.0.1])\n"
    " by mx.red.example with ESMTP id smtp-31-1\n"
    " for <alice@red.example>;\n"
    " Thu, 05 Sep 2024 10:30:09 +0000\n"
    "From: Bob <bob@red.example>\n"
    "To: Alice <alice@red.example>\n"
    "Date: Thu, 05 Sep 2024 10:29:55 +0000\n"
    "Subject: The menu, as a file\n"
    "Message-ID: <menu.20240905@pc2.red.example>\n"
    "MIME-Version: 1.0\n"
    "Content-Type: multipart/mixed; boundary=\"=_cut-here\"\n"
    "\n"
    "This message is in MIME format. A reader without MIME shows it so.\n"
    "\n"
    "--=_cut-here\n"
    "Content-Type: text/plain; charset=US-ASCII\n"
    "\n"
    "Hi Alice,\n"
    "\n"
    "here is the menu. Mail has no attachments: it is all one text, cut into\n"
    "parts by a line that stands in no part. The letters below are base64,\n"
    "three octets as four letters. Anybody can read them. Try it!\n"
    "\n"
    "Bob\n"
    "\n"
    "--=_cut-here\n"
    "Content-Type: text/plain; charset=US-ASCII; name=\"menu.txt\"\n"
    "Content-Transfer-Encoding: base64\n"
    "Content-Disposition: attachment; filename=\"menu.txt\"\n"
    "\n"
    "TW9uZGF5ICAgICB0b21hdG8gc291cCwgYnJlYW"
    "QNClR1ZXNkYXkgICAgcmljZSB3aXRoIHBlYXMN\n"
    "CldlZG5lc2RheSAgc3BhbSwgZWdnLCBzcGFtIG"
    "FuZCBzcGFtDQpUaHVyc2RheSAgIHBhc3RhDQpG\n"
    "cmlkYXkgICAgIGZpc2gsIG9yIHdoYXQgaXMgbGVmdCBvZiB0aGUgc3BhbQ0K\n"
    "\n"
    "--=_cut-here--\n";

static const char dave_welcome[] =
    "Return-Path: <alice@red.example>\n"
    "Received: from mx.red.example ([127.0.0.1])\n"
    " by mx.blue.example with ESMTP id smtp-5-1\n"
    " for <dave@blue.example>;\n"
    " Mon, 02 Sep 2024 11:20:37 +0000\n"
    "Received: from pc1.red.example ([127.0.0.1])\n"
    " by mx.red.example with ESMTP id smtp-12-1\n"
    " for <dave@blue.example>;\n"
    " Mon, 02 Sep 2024 11:20:35 +0000\n"
    "From: Alice <alice@red.example>\n"
    "To: Dave <dave@blue.example>\n"
    "Date: Mon, 02 Sep 2024 11:20:12 +0000\n"
    "Subject: Who brought this mail?\n"
    "Message-ID: <way.20240902@pc1.red.example>\n"
    "\n"
    "Hi Dave,\n"
    "\n"
    "two servers had this message in their hands before you. Each wrote a\n"
    "Received line on top of what it got. Read them from below: my computer,\n"
    "my server, your server. The last step, from your server to you, is in no\n"
    "line: there you have to fetch it yourself.\n"
    "\n"
    "Alice\n";

static const char dave_blind[] =
    "Return-Path: <carol@blue.example>\n"
    "Received: from pc1.blue.example ([127.0.0.1])\n"
    " by mx.blue.example with ESMTP id smtp-14-1;\n"
    " Fri, 06 Sep 2024 08:55:18 +0000\n"
    "From: Carol <carol@blue.example>\n"
    "To: Alice <alice@red.example>\n"
    "Date: Fri, 06 Sep 2024 08:55:02 +0000\n"
    "Subject: Lunch on Friday\n"
    "Message-ID: <lunch.20240906@pc1.blue.example>\n"
    "\n"
    "Hi Alice,\n"
    "\n"
    "lunch at noon? They say it is fish.\n"
    "\n"
    "Carol\n"
    "\n"
    "PS: Dave, your name is nowhere in the header, and yet you are reading\n"
    "this. Which command brought it into your mailbox?\n";

static const struct seeds_row rows[] = {
    {"alice", 1725268504, 0x5eed0001, "red", alice_dots, NULL},
    {"alice", 1725370822, 0x5eed0002, "red", alice_long, alice_long_ending},
    {"alice", 1725465951, 0x5eed0003, "red", alice_8bit, NULL},
    {"alice", 1725532209, 0x5eed0004, "red", alice_attachment, NULL},
    {"dave", 1725276037, 0x5eed0005, "blue", dave_welcome, NULL},
    {"dave", 1725612918, 0x5eed0006, "blue", dave_blind, NULL},
};

const struct seeds_row *
seeds_row(size_t i)
{
    return i < sizeof rows / sizeof rows[0] ? &rows[i] : NULL;
}
