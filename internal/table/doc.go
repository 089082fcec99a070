// Package table holds columns of recorded or computed data and functions given by points.
//
//   - [ReadCSV] reads a CSV file (RFC 4180; comma, semicolon or tab) with the position of every fault.
//   - [WriteCSV] and [WriteParquet] write a [Table]: the same content gives the same bytes on every machine.
//   - [ParseTime] reads times of day and dates into civil nanoseconds.
//   - [Series] is a function of one argument given by points: steps, straight lines or monotone cubics.
//
// A table that was read is never changed afterwards and may be shared between goroutines; so may a Series. Series is on the
// path of a run, so it uses no transcendental function of package math and rounds every product before it is added (the
// compiler may fuse them otherwise, and the last bit would depend on the machine).
package table
