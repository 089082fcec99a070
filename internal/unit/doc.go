// Package unit knows physical dimensions, units and quantities such as "850 W/m2/K" (NOTATION.md, section 2).
//
// Inside the program every number is in SI; units exist only where numbers are read and printed. A Dim is a plain array
// of exponents and is compared with ==.
package unit
