"""The public names of actlab, each once; `__init__.py` loads them from here when they are first used."""

from .data.sources import SOURCES as SOURCES
from .errors import ActlabError as ActlabError
from .errors import InvalidInput as InvalidInput
from .functions.activation import Activation as Activation
from .functions.activation import activation as activation
from .functions.catalogue import CATALOGUE as CATALOGUE
from .studies.compare import compare as compare
from .studies.study import Study as Study
