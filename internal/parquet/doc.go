// Package parquet writes flat tables as Apache Parquet files: one row group for
// each 262,144 rows, plain pages for numbers, dictionary pages for text, no
// compression, nulls by definition levels. The same columns give the same bytes.
//
// It writes a small part of the format and reads nothing. A full library costs
// more than half of the time in which the whole program is built from source,
// which decides how soon a newcomer sees a first result.
//
// Source: Apache Parquet format 2.10, README.md, Encodings.md and parquet.thrift;
// Thrift compact protocol, thrift-compact-protocol.md.
package parquet
