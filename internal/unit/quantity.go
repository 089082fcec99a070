package unit

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ParseQuantity reads the longest quantity at the start of text: a number, and after exactly one space a unit, which ends
// at a space, ')' ',' ']' '}' or the end of text. A number that no unit follows (an operator, a word such as "and", the
// end) has the unit Bare. A sign may stand in front. v is as written, not in SI; rest is what follows. The error is an
// *Error whose place counts from the start of text.
func ParseQuantity(text string) (v float64, u Unit, rest string, err error) {
	n := numberLen(text)
	if n == 0 {
		return 0, Unit{}, text, &Error{Msg: "a number is missing", Len: 1}
	}
	v, perr := strconv.ParseFloat(strings.TrimPrefix(text[:n], "+"), 64)
	if perr != nil || math.IsInf(v, 0) {
		return 0, Unit{}, text, &Error{Msg: "this number is too large", Len: n}
	}
	if e := glued(text, n); e != nil {
		return 0, Unit{}, text, e
	}
	after := text[n:]
	if !strings.HasPrefix(after, " ") {
		return v, Bare, after, nil
	}
	word := unitWord(after[1:])
	switch {
	case word != "" && !isKeyword(word):
		u, err = Parse(word)
		if e, ok := err.(*Error); ok {
			e.Off += n + 1
			return 0, Unit{}, text, e
		}
		return v, u, after[1+len(word):], nil
	case strings.HasPrefix(after, "  "):
		gap := len(after) - len(strings.TrimLeft(after, " "))
		if w := unitWord(after[gap:]); w != "" && !isKeyword(w) {
			return 0, Unit{}, text, &Error{Msg: "more than one space before the unit",
				Hint: fmt.Sprintf("write %s %s", text[:n], w), Off: n, Len: gap}
		}
	}
	return v, Bare, after, nil
}

// Quantity reads text that is one quantity and nothing else. The error is an *Error.
func Quantity(text string) (v float64, u Unit, err error) {
	v, u, rest, err := ParseQuantity(text)
	if err != nil {
		return 0, Unit{}, err
	}
	if rest == "" {
		return v, u, nil
	}
	e := &Error{Msg: fmt.Sprintf("%q is no quantity", text), Off: len(text) - len(rest), Len: len(rest)}
	switch {
	case decimalComma(text, rest):
		e.Hint = "write a decimal point, and no sign between thousands"
	case u.Text == "" && rest[0] == ' ' && len(rest) > 1 && rest[1] >= '0' && rest[1] <= '9':
		e.Hint = "write the digits of a number without spaces"
	default:
		e.Hint = "number, one space, unit: " + Example(Time)
	}
	return 0, Unit{}, e
}

// decimalComma reports whether the text goes on with a comma and a digit right after the number.
func decimalComma(text, rest string) bool {
	at := len(text) - len(rest)
	return len(rest) > 1 && rest[0] == ',' && rest[1] >= '0' && rest[1] <= '9' && at > 0 && text[at-1] >= '0' && text[at-1] <= '9'
}

// numberLen gives the length of the number at the start of text, sign included; 0 if there is none.
func numberLen(text string) int {
	i := 0
	if i < len(text) && (text[i] == '-' || text[i] == '+') {
		i++
	}
	start, digits := i, 0
	for i < len(text) && (isDigit(text[i]) || text[i] == '.') {
		if isDigit(text[i]) {
			digits++
		} else if strings.IndexByte(text[start:i], '.') >= 0 {
			break
		}
		i++
	}
	if digits == 0 {
		return 0
	}
	if j := i + 1; i < len(text) && (text[i] == 'e' || text[i] == 'E') {
		if j < len(text) && (text[j] == '-' || text[j] == '+') {
			j++
		}
		k := j
		for k < len(text) && isDigit(text[k]) {
			k++
		}
		if k > j {
			i = k
		}
	}
	return i
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// glued finds a unit that stands right behind its number, as in "30s".
func glued(text string, n int) *Error {
	r, _ := utf8.DecodeRuneInString(text[n:])
	if !unicode.IsLetter(r) && r != '%' && r != '\u00b0' && r != '_' {
		return nil
	}
	word := unitWord(text[n:])
	if r == '%' && !strings.HasPrefix(text[n:], "%") {
		return nil
	}
	e := &Error{Msg: fmt.Sprintf("%q lacks the space between number and unit", text[:n+len(word)]), Len: n + len(word)}
	u := word
	if _, err := Parse(word); err != nil {
		if u = Suggest(word); u == "" {
			return &Error{Msg: fmt.Sprintf("%q is neither a number nor a name", text[:n+len(word)]),
				Hint: "number, one space, unit; a name begins with a letter", Len: n + len(word)}
		}
	}
	e.Hint = fmt.Sprintf("write %s %s", text[:n], u)
	return e
}

// unitWord gives the word at the start of text if it can be meant as a unit.
func unitWord(text string) string {
	r, _ := utf8.DecodeRuneInString(text)
	if !unicode.IsLetter(r) && r != '%' && r != '\u00b0' && r != '$' && r != '\u20ac' && !strings.HasPrefix(text, "1/") {
		return ""
	}
	if i := strings.IndexAny(text, " ),]}\t\n"); i >= 0 {
		return text[:i]
	}
	return text
}

// isKeyword reports whether a word that follows a number goes on with the expression.
func isKeyword(word string) bool { return word == "and" || word == "or" || word == "not" }
