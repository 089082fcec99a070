package experiment

import (
	"encoding/json"
	"math"
	"strconv"
)

// MarshalJSON writes the row under the names of its table's columns; a value that is missing is null.
func (k KPI) MarshalJSON() ([]byte, error) { return object(kpiColumns, &k) }

// MarshalJSON writes the row under the names of its table's columns; a value that is missing is null.
func (c Comparison) MarshalJSON() ([]byte, error) { return object(compareColumns, &c) }

// MarshalJSON writes the row under the names of its table's columns; a value that is missing is null.
func (p Parameter) MarshalJSON() ([]byte, error) { return object(parameterColumns, &p) }

// MarshalJSON writes the row under the names of its table's columns; a value that is missing is null.
func (f Failure) MarshalJSON() ([]byte, error) { return object(failureColumns, &f) }

// object writes one row as an object. JSON has no NaN, which encoding/json refuses.
func object[R any](columns []column[R], row *R) ([]byte, error) {
	out := []byte{'{'}
	for i, c := range columns {
		if i > 0 {
			out = append(out, ',')
		}
		out = strconv.AppendQuote(out, c.name)
		out = append(out, ':')
		cell, err := json.Marshal(c.value(row))
		if err != nil {
			return nil, err
		}
		out = append(out, cell...)
	}
	return append(out, '}'), nil
}

// value is the content of one cell, nil where it is missing.
func (c *column[R]) value(row *R) any {
	switch {
	case c.text != nil:
		return *c.text(row)
	case c.whole != nil:
		return *c.whole(row)
	case c.flag != nil:
		return *c.flag(row)
	case c.seed != nil:
		return *c.seed(row)
	}
	if v := *c.num(row); !math.IsNaN(v) && !math.IsInf(v, 0) {
		return v
	}
	return nil
}
