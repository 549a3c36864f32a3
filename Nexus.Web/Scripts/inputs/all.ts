// Everything that a form's fields need.
import './choose'
import './relation'
import './tags'
import './validate'
